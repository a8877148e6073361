//! What the form shows: its lines, and what of it is read out.

use super::form::Field;
use super::{Editor, filters};
use crate::domain::{Name, TargetKind, TargetType, refuse_kind};
use crate::text;
use crate::tui::kit::content::first_row;
use crate::tui::kit::form::{Form, FormRow, SpokenForm};
use crate::tui::kit::symbols::{CHOSEN, OPEN};
use crate::tui::parts::offers::{self, ROWS, who};
use crate::tui::store::Store;
use crate::words::{self, Line, Phrase, Role};

const WIDTH: u16 = 72;
/// From this height on there is room for blank lines and for what is there now.
const ROOMY: u16 = 18;
/// Where the text of a field begins, behind its label.
const INPUT: u16 = 18;

pub(super) fn content<'a>(editor: &'a Editor, store: &Store) -> Form<'a> {
    Form {
        rows: rows(editor, store),
        focus: editor.form.focus() as usize,
        fresh: editor.form.is_fresh(),
        width: WIDTH,
        input: INPUT,
        spoken: spoken(editor, store),
    }
}

fn rows<'a>(editor: &'a Editor, store: &Store) -> Vec<FormRow<'a>> {
    let form = &editor.form;
    let is_roomy = store.layout().overlay(WIDTH, ROOMY).height >= ROOMY;
    let mut rows = Vec::new();
    if let Some(row) = &form.row
        && is_roomy
    {
        let now = words::target(&row.target, &store.names);
        rows.push(FormRow::new(Line::new(Role::Old, format!("now   {now}"))));
        rows.push(FormRow::default());
    }
    rows.push(FormRow::new(Line::new(Role::Title, "Target kind")));
    rows.extend(TargetKind::WRITABLE.map(|kind| kind_row(editor, store, kind)));
    if is_roomy {
        rows.push(FormRow::default());
    }
    let fields = form.fields();
    let checked = checked(editor, store).or(fields.last().copied());
    let note = |of: Field| (checked == Some(of)).then(|| FormRow::new(check(editor, store)));
    rows.extend(note(Field::Kind));
    for field in fields.into_iter().filter(|field| *field != Field::Kind) {
        let is_open = form.picking() == Some(field);
        rows.push(FormRow {
            field: Some(field as usize),
            typed: form.text(field),
            is_chosen: !is_open,
            ..FormRow::new(Line::new(Role::Text, label(editor, field)))
        });
        if is_open {
            rows.extend(offered(editor, store, field));
        }
        rows.extend(note(field));
    }
    rows
}

/// A target kind, with the reason where the configuration does not take it.
fn kind_row(editor: &Editor, store: &Store, kind: TargetKind) -> FormRow<'static> {
    let is_chosen = kind == editor.form.kind();
    let refusal = refusal(editor, store, kind);
    let note = match (&refusal, kind.record().note) {
        (Some(refusal), _) => format!("   {refusal}"),
        (None, Some(note)) => format!("   {note}"),
        (None, None) => String::new(),
    };
    let said = format!(" {} {}{note}", mark(is_chosen), kind.title());
    FormRow {
        field: Some(Field::Kind as usize),
        is_quiet: refusal.is_some(),
        is_chosen,
        ..FormRow::new(Line::new(Role::Text, said))
    }
}

const fn mark(is_taken: bool) -> &'static str {
    if is_taken { CHOSEN } else { OPEN }
}

/// The field below which stands what is to be said: the one that is wrong or whose list is open, else
/// the one with the id.
fn checked(editor: &Editor, store: &Store) -> Option<Field> {
    let form = &editor.form;
    let row = store.row_of(&form.configuration)?;
    let wrong = form.change(&row.configuration, &row.assignments).err();
    let wrong = wrong.map(|problem| problem.field);
    let ids = [Field::ObjectId, Field::CollectionId];
    form.picking()
        .or(wrong.filter(|field| *field != Field::Kind))
        .or(form.fields().into_iter().find(|field| ids.contains(field)))
}

fn label(editor: &Editor, field: Field) -> String {
    let form = &editor.form;
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
        Field::ObjectId | Field::CollectionId | Field::Filter => field.title().to_owned(),
    }
}

/// The list of names below a field.
fn offered(editor: &Editor, store: &Store, field: Field) -> Vec<FormRow<'static>> {
    let width = store.layout().overlay(WIDTH, 1).width;
    let width = usize::from(width).saturating_sub(5);
    let selected = editor.form.selected();
    let first = first_row(selected, ROWS);
    let in_sight = first..editor.count().min(first + ROWS);
    in_sight
        .map(|at| {
            let line = editor.offer(store, at, width).unwrap_or_default();
            FormRow {
                field: Some(field as usize),
                is_chosen: at == selected,
                ..FormRow::new(Line::new(Role::Text, line.indented(1)))
            }
        })
        .collect()
}

/// Why the configuration does not take this kind, where it does not.
fn refusal(editor: &Editor, store: &Store, kind: TargetKind) -> Option<String> {
    let form = &editor.form;
    let row = store.row_of(&form.configuration)?;
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
fn check(editor: &Editor, store: &Store) -> Line {
    let form = &editor.form;
    let Some(row) = store.row_of(&form.configuration) else {
        let said = "the configuration is not in the list any more";
        return Line::new(Role::Bad, said);
    };
    match form.picking() {
        Some(Field::Filter) => return filters::note(store, editor.filters.get(form.selected())),
        Some(_) => {
            let typed = form.text(Field::ObjectId).map_or("", |text| text.value());
            let selected = editor.groups.get(form.selected());
            return offers::note(store, &editor.search, typed, selected);
        }
        None => {}
    }
    if let Err(problem) = form.change(&row.configuration, &row.assignments) {
        // An untouched form has no mistake either.
        let is_unfinished = problem.is_unfinished || !form.is_dirty();
        let role = if is_unfinished { Role::Text } else { Role::Bad };
        return Line::new(role, problem.text);
    }
    let Some(id) = form.typed_object() else {
        return Line::new(Role::Text, "");
    };
    let here = form.row.as_ref().and_then(|row| row.target.object_id());
    let is_new = !here.is_some_and(|here| here.eq_ignore_ascii_case(id.as_str()));
    if is_new && store.names.get(&id) == Some(&Name::Deleted) {
        // Nobody knows whether it ever was one.
        return Line::new(Role::Warn, "No group with this ID was found.");
    }
    Line::new(Role::Good, who(store, &id))
}

/// What of the form is read out: what is there now, and the field that has the keyboard.
fn spoken(editor: &Editor, store: &Store) -> SpokenForm {
    let form = &editor.form;
    let now = form.row.as_ref().map(|row| {
        let now = words::target(&row.target, &store.names).line();
        Line::new(Role::Old, Phrase::from(format!("Now: {}", now.spoken())))
    });
    let place_in = |at: Option<usize>, count: usize| format!("{} of {count}", at.unwrap_or(0) + 1);
    let value = match form.focus() {
        Field::Kind => {
            let kinds = TargetKind::WRITABLE;
            let at = kinds.iter().position(|kind| *kind == form.kind());
            let refusal = refusal(editor, store, form.kind());
            let refusal = refusal.map_or_else(String::new, |why| format!(", not here: {why}"));
            let place = place_in(at, kinds.len());
            format!("{}, {place}{refusal}", form.kind().title())
        }
        Field::TargetType => match form.target_type() {
            TargetType::User => "user, 1 of 2".to_owned(),
            TargetType::Device => "device, 2 of 2".to_owned(),
        },
        Field::FilterMode => {
            let choices = form.filter_choices();
            let at = choices.iter().position(|it| it == form.filter_mode());
            let place = place_in(at, choices.len());
            format!("{}, {place}", form.filter_mode().title())
        }
        field => form.text(field).map_or("", |text| text.value()).to_owned(),
    };
    SpokenForm {
        lines: now.into_iter().collect(),
        label: form.focus().title(),
        value,
        is_text: form.focus().is_text(),
        check: check(editor, store),
        selected: form.selected(),
        count: editor.count(),
        item: editor.offer(store, form.selected(), usize::from(WIDTH)),
    }
}
