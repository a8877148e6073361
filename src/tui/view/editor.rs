//! The editor form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

use super::offers as filters;
use crate::domain::{Name, TargetKind, TargetType, refuse_kind};
use crate::text;
use crate::tui::form::{Editor, Field};
use crate::tui::kit::content::first_row;
use crate::tui::kit::put::{put, put_at, put_input};
use crate::tui::kit::typed::Typed;
use crate::tui::model::Model;
use crate::tui::parts::offers::{self, ROWS, who};
use crate::tui::picker;
use crate::tui::symbols::{CHOSEN, OPEN, SELECTED};
use crate::tui::theme::Theme;
use crate::words::{self, Phrase, Role};

const WIDTH: u16 = 72;
/// Where the text of a field begins, behind its label.
const INPUT: u16 = 18;

/// A line of the form.
struct FormLine<'a> {
    text: String,
    style: Style,
    /// The field that it belongs to, for the mark of the focus.
    field: Option<Field>,
    /// The text field that is drawn into it.
    input: Option<&'a Typed>,
    /// Whether it has the mark when its field has the keyboard.
    is_chosen: bool,
}

impl FormLine<'_> {
    fn plain(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            field: None,
            input: None,
            is_chosen: false,
        }
    }
}

/// Draws the form; gives the place of the cursor when a text field has the keyboard.
pub(super) fn form(
    model: &Model,
    theme: Theme,
    form: &Editor,
    buffer: &mut Buffer,
) -> Option<Position> {
    let (lines, area) = placed(model, theme, form);
    let name = model
        .row_of(&form.configuration)
        .map_or("", |row| &row.configuration.name);
    let task = match form.row {
        Some(_) => "Edit assignment",
        None => "Add a target",
    };
    let title = format!("{task} · {name}");
    let title = text::truncate(&title, usize::from(area.width.saturating_sub(4))).into_owned();
    let block = Block::bordered()
        .title(format!(" {title} "))
        .border_style(theme.border(true));
    let inside = block.inner(area);
    Clear.render(area, buffer);
    block.render(area, buffer);

    let height = usize::from(inside.height);
    let first = first_shown(&lines, form, height);
    let mut cursor = None;
    for (row, line) in (0..).zip(lines.iter().skip(first).take(height)) {
        let focused = line.field == Some(form.focus());
        if focused && line.is_chosen {
            put(buffer, inside, row, SELECTED, theme.marker());
        }
        put_at(buffer, inside, 1, row, &line.text, line.style);
        if let Some(input) = line.input {
            let fresh = focused && form.is_fresh();
            let style = if fresh { theme.picked() } else { Style::new() };
            let at = put_input(input, inside, (INPUT, row), style, buffer);
            if focused {
                cursor = Some(at);
            }
        }
    }
    cursor
}

/// The lines of the form and the place for them, border included.
fn placed<'a>(model: &Model, theme: Theme, form: &'a Editor) -> (Vec<FormLine<'a>>, Rect) {
    let layout = model.layout();
    let roomy = layout.overlay(WIDTH, 18).height >= 18;
    let lines = lines(model, theme, form, roomy);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = layout.overlay(WIDTH, height.saturating_add(2));
    (lines, area)
}

/// Where not all fits, the end of the field that is typed into stays in sight, and what is said of it.
fn first_shown(lines: &[FormLine<'_>], form: &Editor, height: usize) -> usize {
    let focus = lines
        .iter()
        .rposition(|line| line.field == Some(form.focus()))
        .unwrap_or(0);
    (focus + 2)
        .saturating_sub(height)
        .min(lines.len().saturating_sub(height))
}

/// Where the form stands, and which field each row in it belongs to, with the row's place in the field.
pub(in crate::tui) fn place(model: &Model, form: &Editor) -> (Rect, Vec<Option<(Field, usize)>>) {
    let (lines, area) = placed(model, Theme::new(model.start.looks), form);
    let height = usize::from(area.height.saturating_sub(2));
    let first = first_shown(&lines, form, height);
    let mut rows: Vec<Option<(Field, usize)>> = Vec::new();
    for line in &lines {
        let before = |field| {
            let same = |row: &&Option<(Field, usize)>| row.is_some_and(|(of, _)| of == field);
            rows.iter().filter(same).count()
        };
        rows.push(line.field.map(|field| (field, before(field))));
    }
    (area, rows.into_iter().skip(first).take(height).collect())
}

fn lines<'a>(model: &Model, theme: Theme, form: &'a Editor, roomy: bool) -> Vec<FormLine<'a>> {
    let mut lines = Vec::new();
    if let Some(row) = &form.row
        && roomy
    {
        let now = words::target(&row.target, &model.names);
        lines.push(FormLine::plain(
            format!("now   {now}"),
            theme.role(Role::Old),
        ));
        lines.push(FormLine::plain("", Style::new()));
    }
    lines.push(FormLine::plain("Target kind", theme.role(Role::Title)));
    for kind in TargetKind::WRITABLE {
        let mark = if kind == form.kind() { CHOSEN } else { OPEN };
        let refusal = refusal(model, form, kind);
        let (note, style) = match (&refusal, kind.record().note) {
            (Some(refusal), _) => (format!("   {refusal}"), theme.quiet()),
            (None, Some(note)) => (format!("   {note}"), Style::new()),
            (None, None) => (String::new(), Style::new()),
        };
        lines.push(FormLine {
            text: format!(" {mark} {}{note}", kind.title()),
            style,
            field: Some(Field::Kind),
            input: None,
            is_chosen: kind == form.kind(),
        });
    }
    if roomy {
        lines.push(FormLine::plain("", Style::new()));
    }
    let fields = form.fields();
    let said_below = checked(model, form).or(fields.last().copied());
    if said_below == Some(Field::Kind) {
        let (said, role) = check(model, form);
        lines.push(FormLine::plain(said, theme.role(role)));
    }
    for field in fields {
        if field == Field::Kind {
            continue;
        }
        lines.push(FormLine {
            text: label(form, field),
            style: Style::new(),
            field: Some(field),
            input: form.text(field),
            is_chosen: form.picking() != Some(field),
        });
        if form.picking() == Some(field) {
            offered(model, form, field, &mut lines);
        }
        if said_below == Some(field) {
            let (said, role) = check(model, form);
            lines.push(FormLine::plain(said, theme.role(role)));
        }
    }
    lines
}

/// The field below which stands what is to be said: the one that is wrong or whose list is open, else
/// the one with the id.
fn checked(model: &Model, form: &Editor) -> Option<Field> {
    let row = model.row_of(&form.configuration)?;
    let wrong = form.change(&row.configuration, &row.assignments).err();
    let wrong = wrong.map(|problem| problem.field);
    let ids = [Field::ObjectId, Field::CollectionId];
    form.picking()
        .or(wrong.filter(|field| *field != Field::Kind))
        .or(form.fields().into_iter().find(|field| ids.contains(field)))
}

/// A field with its choices, if it has any.
fn label(form: &Editor, field: Field) -> String {
    let mark = |is_taken| if is_taken { CHOSEN } else { OPEN };
    match field {
        Field::Kind => String::new(),
        Field::TargetType => {
            let mark = |kind| mark(form.target_type() == kind);
            format!(
                "Target type      {} user  {} device",
                mark(TargetType::User),
                mark(TargetType::Device)
            )
        }
        Field::ObjectId => "Entra object ID".to_owned(),
        Field::CollectionId => "Collection ID".to_owned(),
        Field::FilterMode => {
            let choices = form.filter_choices();
            let choices: Vec<String> = choices
                .iter()
                .map(|choice| {
                    let mark = mark(choice == form.filter_mode());
                    format!("{mark} {}", text::clean(choice.title()))
                })
                .collect();
            format!("Filter           {}", choices.join("  "))
        }
        Field::Filter => "Filter name".to_owned(),
    }
}

/// The list of names below a field.
fn offered(model: &Model, form: &Editor, field: Field, lines: &mut Vec<FormLine<'_>>) {
    let width = usize::from(WIDTH) - 5;
    let width = width.min(usize::from(model.layout().overlay(WIDTH, 1).width) - 5);
    let all: Vec<String> = if field == Field::Filter {
        let filters = picker::filters_in(model, form).into_iter();
        filters.map(|it| filters::filter_line(it, width)).collect()
    } else {
        let offers = picker::groups_in(model, form).into_iter();
        offers
            .map(|it| offers::line(model, &form.picker.search, &it, width).to_string())
            .collect()
    };
    let selected = form.picker.selected;
    let shown = all.into_iter().enumerate().skip(first_row(selected, ROWS));
    for (at, line) in shown.take(ROWS) {
        lines.push(FormLine {
            text: format!(" {line}"),
            style: Style::new(),
            field: Some(field),
            input: None,
            is_chosen: at == selected,
        });
    }
}

/// Why the configuration does not take this kind, where it does not.
pub(in crate::tui) fn refusal(model: &Model, form: &Editor, kind: TargetKind) -> Option<String> {
    let row = model.row_of(&form.configuration)?;
    // The kind that is there already is there.
    if form
        .row
        .as_ref()
        .is_some_and(|row| row.target.kind() == kind)
    {
        return None;
    }
    refuse_kind(&row.configuration.kind, kind)
        .err()
        .map(|refusal| refusal.to_string())
}

/// What is to be said of the form as it stands: what is wrong, or whom it would reach.
pub(in crate::tui) fn check(model: &Model, form: &Editor) -> (Phrase, Role) {
    let Some(row) = model.row_of(&form.configuration) else {
        return (
            "the configuration is not in the list any more".into(),
            Role::Bad,
        );
    };
    match form.picking() {
        Some(Field::Filter) => {
            let offered = picker::filters_in(model, form);
            return filters::said_of_filters(model, &form.picker, &offered);
        }
        Some(_) => {
            let typed = form.text(Field::ObjectId).map_or("", |text| text.value());
            let offered = picker::groups_in(model, form);
            let selected = offered.get(form.picker.selected);
            let note = offers::note(model, &form.picker.search, typed, selected);
            return (note.text, note.role);
        }
        None => {}
    }
    if let Err(problem) = form.change(&row.configuration, &row.assignments) {
        // An untouched form has no mistake either.
        let unfinished = problem.is_unfinished || !form.is_dirty();
        return (
            problem.text.into(),
            if unfinished { Role::Text } else { Role::Bad },
        );
    }
    let Some(id) = form.typed_object() else {
        return (Phrase::default(), Role::Text);
    };
    let here = form.row.as_ref().and_then(|row| row.target.object_id());
    let is_new = !here.is_some_and(|here| here.eq_ignore_ascii_case(id.as_str()));
    if is_new && model.names.get(&id) == Some(&Name::Deleted) {
        // Nobody knows whether it ever was one.
        return ("no group of this tenant has this id".into(), Role::Warn);
    }
    (who(model, &id), Role::Good)
}
