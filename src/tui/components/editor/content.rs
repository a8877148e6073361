//! What the form shows: its lines, and which of them are read out.

use super::form::{Field, FilterChoice};
use super::{Editor, filters};
use crate::domain::{Name, Refusal, TargetKind, TargetType, refuse_kind};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::first_row;
use crate::tui::kit::form::{Choice, Form, FormRow, SpokenForm};
use crate::tui::parts::offers::{self, ROWS, WHAT_TO_TYPE, WIDTH, who};
use crate::tui::store::Store;
use crate::words::{self, Line, Phrase, Role};

/// The most rows, including the border: with a whole list of names.
const HEIGHT: u16 = 18;
/// Where the text of a field starts, after its label.
const INPUT: u16 = 13;

pub(super) fn content<'a>(editor: &'a Editor, store: &Store) -> Form<'a> {
    Form {
        rows: rows(editor, store),
        focus: editor.form.focus() as usize,
        fresh: editor.form.is_fresh(),
        size: (WIDTH, HEIGHT),
        input: INPUT,
        spoken: spoken(editor, store),
    }
}

/// Where the texts of fields start, and how many columns they have.
fn room(store: &Store) -> (u16, u16) {
    let width = store.layout().overlay(WIDTH, 1).width;
    (INPUT, width.saturating_sub(2 + INPUT + 1).max(1))
}

fn rows<'a>(editor: &'a Editor, store: &Store) -> Vec<FormRow<'a>> {
    let form = &editor.form;
    let room = room(store);
    let mut rows = Vec::new();
    if let Some(row) = &form.row {
        let now = words::target_line(&row.target, store.shown_names());
        rows.extend(FormRow::wrapped("Now", &Line::new(Role::Text, now), room));
    }
    let noted = noted(editor, store);
    for field in form.fields() {
        rows.extend(field_rows(editor, store, field));
        if form.picking() == Some(field) {
            rows.extend(offered(editor, store, field));
        }
        if noted == field {
            let note = check(editor, store);
            let says_nothing = note.text.is_empty();
            // The suggested ID is compared with others in its whole width.
            let columns = (2, room.0 + room.1 - 2);
            rows.extend(
                FormRow::wrapped("", &note, columns)
                    .into_iter()
                    .filter(|_| !says_nothing),
            );
        }
    }
    rows
}

fn field_rows<'a>(editor: &'a Editor, store: &Store, field: Field) -> Vec<FormRow<'a>> {
    let form = &editor.form;
    let at = field as usize;
    let mut rows = match field {
        Field::Kind => return kind_rows(editor, store),
        Field::TargetType => {
            let titles = ["users", "devices"].map(str::to_owned);
            let taken = usize::from(form.target_type() == TargetType::Device);
            FormRow::choices(at, field.label(), &titles, taken, room(store))
        }
        Field::FilterMode => {
            let choices = form.filter_choices();
            let titles = choices
                .iter()
                .map(|choice| filter_title(editor, store, choice));
            let titles: Vec<String> = titles.collect();
            let taken = choices.iter().position(|it| it == form.filter_mode());
            FormRow::choices(
                at,
                field.label(),
                &titles,
                taken.unwrap_or_default(),
                room(store),
            )
        }
        Field::ObjectId | Field::CollectionId | Field::Filter => vec![FormRow {
            field: Some(at),
            typed: form.text(field),
            is_chosen: form.picking() != Some(field) || editor.count() == 0,
            ..FormRow::new(Line::new(Role::Text, field.label()))
        }],
    };
    if let Some(first) = rows.first_mut() {
        field.hint().clone_into(&mut first.hint);
    }
    rows
}

/// The target kinds to choose from, and below them notes on the chosen one and why the others are not
/// available.
fn kind_rows(editor: &Editor, store: &Store) -> Vec<FormRow<'static>> {
    let form = &editor.form;
    let field = Field::Kind;
    let kinds = form.kinds();
    let titles: Vec<String> = kinds.iter().map(|kind| kind.title().to_owned()).collect();
    let taken = kinds.iter().position(|kind| *kind == form.kind());
    let mut rows = FormRow::choices(
        field as usize,
        field.label(),
        &titles,
        taken.unwrap_or_default(),
        room(store),
    );
    if let Some(first) = rows.first_mut() {
        first.hint = store.key(Scope::Editor, Command::NextKind);
    }
    let mut quiet = Vec::new();
    quiet.extend(form.kind().record().note.map(str::to_owned));
    quiet.extend(refusals(editor, store));
    for shown in quiet {
        let lines = FormRow::wrapped("", &Line::new(Role::Text, shown), room(store));
        rows.extend(lines.into_iter().map(|row| FormRow {
            is_quiet: true,
            ..row
        }));
    }
    if form.value_field().is_none() {
        let label = text::fit(Field::ObjectId.label(), usize::from(INPUT) - 1);
        let shown = format!("{label}not needed for {}", form.kind().title());
        rows.push(FormRow {
            is_quiet: true,
            ..FormRow::new(Line::new(Role::Text, shown))
        });
    }
    rows
}

/// Which kinds are not available for the configuration, and why.
fn refusals(editor: &Editor, store: &Store) -> Option<String> {
    let form = &editor.form;
    let row = store.row_of(&form.configuration)?;
    let kinds = TargetKind::WRITABLE.into_iter();
    let others = kinds.filter(|kind| !form.kinds().contains(kind));
    let refused = others.filter_map(|kind| match refuse_kind(&row.configuration.kind, kind) {
        Err(Refusal::KindOfSubtype(subtype, kind)) => Some((subtype, kind)),
        _ => None,
    });
    let (subtypes, kinds): (Vec<_>, Vec<_>) = refused.unzip();
    let refusal = Refusal::KindOfSubtype(subtypes.first()?.clone(), kinds.join(", ").into());
    Some(refusal.to_string())
}

fn filter_title(editor: &Editor, store: &Store, choice: &FilterChoice) -> String {
    match choice {
        FilterChoice::Keep => {
            let row = editor.form.row.as_ref();
            let kept = row.and_then(|row| row.target.filter());
            let kept =
                kept.map_or_else(String::new, |kept| words::filter(kept, store.shown_names()));
            format!("keep: {kept}")
        }
        FilterChoice::None => "none".to_owned(),
        FilterChoice::With(mode) => text::clean(mode.word()).into_owned(),
    }
}

/// The field that the message is shown below: the one that is wrong or whose list is open, or else the one
/// with the ID.
fn noted(editor: &Editor, store: &Store) -> Field {
    let form = &editor.form;
    let wrong = editor.proposal(store).err().map(|problem| problem.field);
    form.picking()
        .or(wrong.filter(|field| *field != Field::Kind))
        .or(form.value_field())
        .unwrap_or(Field::Kind)
}

/// The list of names below a field.
fn offered(editor: &Editor, store: &Store, field: Field) -> Vec<FormRow<'static>> {
    let area = store.layout().overlay(WIDTH, HEIGHT);
    let width = usize::from(area.width).saturating_sub(5);
    // The typed line and the line below the names stay visible.
    let height = usize::from(area.height).saturating_sub(4).clamp(1, ROWS);
    let selected = editor.form.selected();
    let first = first_row(selected, height);
    let in_sight = first..editor.count().min(first + height);
    in_sight
        .map(|at| {
            let line = editor.offer(store, at, width).unwrap_or_default();
            FormRow {
                field: Some(field as usize),
                is_chosen: at == selected,
                choices: vec![Choice {
                    columns: 0..u16::MAX,
                    at,
                    is_taken: false,
                }],
                ..FormRow::new(Line::new(Role::Text, line.indented(1)))
            }
        })
        .collect()
}

/// The message about the form: what is wrong, or whom it would reach.
pub(super) fn check(editor: &Editor, store: &Store) -> Line {
    let form = &editor.form;
    let insist = |shown: String| Line::new(Role::Bad, format!("! {shown}"));
    match form.picking() {
        Some(Field::Filter) => {
            let note = filters::note(store, editor.filters.get(form.selected()));
            return if editor.asked && editor.filters.is_empty() {
                insist(note.text.into())
            } else {
                note
            };
        }
        Some(_) => {
            let typed = form.text(Field::ObjectId).map_or("", |text| text.value());
            let selected = editor.groups.get(form.selected());
            let note = || offers::note(&editor.search, typed, selected);
            if editor.is_waiting(store) {
                let shown = offers::why_none(store, &editor.groups, &editor.pick());
                return shown.map_or_else(note, |shown| Line::new(Role::Warn, shown));
            }
            if !editor.asked {
                return note();
            }
            let why = offers::why_none(store, &editor.groups, &editor.pick());
            return insist(why.unwrap_or_else(|| note().text.into()));
        }
        None => {}
    }
    if let Err(problem) = editor.proposal(store) {
        return match (problem.is_unfinished, form.is_dirty()) {
            _ if editor.asked => insist(problem.text),
            (true, false) => Line::new(Role::Text, what_to_type(form.value_field())),
            (true, true) => Line::new(Role::Text, problem.text),
            (false, _) => Line::new(Role::Bad, problem.text),
        };
    }
    let Some(id) = form.typed_object() else {
        return Line::default();
    };
    let here = form.row.as_ref().and_then(|row| row.target.object_id());
    let is_new = !here.is_some_and(|here| here.eq_ignore_ascii_case(id.as_str()));
    if is_new && store.names.get(&id) == Some(&Name::Deleted) {
        // Nobody knows whether it ever existed.
        return Line::new(Role::Warn, "No group with this ID was found.");
    }
    Line::new(Role::Good, who(store, &id))
}

const fn what_to_type(field: Option<Field>) -> &'static str {
    match field {
        Some(Field::ObjectId) => WHAT_TO_TYPE,
        Some(Field::CollectionId) => "Type a collection ID, e.g. SMS00001.",
        _ => "",
    }
}

/// What is read out of the form: the current target, the kind, and the field that has the keyboard.
fn spoken(editor: &Editor, store: &Store) -> SpokenForm {
    let form = &editor.form;
    let mut lines = Vec::new();
    if let Some(row) = &form.row {
        let now = words::target_line(&row.target, store.shown_names());
        let now = Phrase::from(format!("Now: {}", now.spoken()));
        lines.push(Line::new(Role::Text, now));
    }
    let (field, kind) = (Field::Kind, form.kind());
    if form.focus() != field {
        let shown = format!("{}: {}", field.spoken(), kind.title());
        lines.push(Line::new(Role::Text, shown));
    }
    lines.extend(kind.record().note.map(|note| Line::new(Role::Text, note)));
    lines.extend(refusals(editor, store).map(|shown| Line::new(Role::Text, shown)));
    let (count, at) = form.choices();
    let chosen = |title: &str| format!("{title}, {} of {count}", at.unwrap_or_default() + 1);
    let value = match form.focus() {
        Field::Kind => chosen(kind.title()),
        Field::TargetType => chosen(match form.target_type() {
            TargetType::User => "users",
            TargetType::Device => "devices",
        }),
        Field::FilterMode => chosen(&filter_title(editor, store, form.filter_mode())),
        field => form.text(field).map_or("", |text| text.value()).to_owned(),
    };
    SpokenForm {
        lines,
        label: form.focus().spoken(),
        value,
        is_text: form.focus().is_text(),
        check: check(editor, store),
        selected: form.selected(),
        count: editor.count(),
        item: editor.offer(store, form.selected(), usize::from(WIDTH)),
    }
}
