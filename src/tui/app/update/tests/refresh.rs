//! Reading again: by key, automatically, and what the screen says about it.

use super::*;
use crate::domain::ConfigurationId;
use crate::tui::panes::changed::RowChange;

const WHOLE: Listed = Listed {
    version: ApiVersion::Beta,
    incomplete: None,
};

fn corp() -> ConfigurationId {
    ConfigurationId::new("corp".to_owned())
}

/// Answers with the current list.
fn answer(ui: &mut Harness, rows: Vec<Row>) {
    let request = ui.list_request();
    ui.send(Msg::Page(request, rows));
    ui.send(Msg::Listed(request, Ok(WHOLE)));
}

fn pane_read(ui: &Harness) -> Option<RequestId> {
    ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::Assignments(id, of) if *of == corp() => Some(*id),
        _ => None,
    })
}

fn lists(ui: &Harness) -> usize {
    let is_list = |effect: &&Effect| matches!(effect, Effect::List(_));
    ui.effects.iter().filter(is_list).count()
}

fn timers_of(ui: &Harness, wait: Duration) -> Vec<crate::tui::store::msg::TimerId> {
    let of_wait = |effect: &Effect| match effect {
        Effect::After(timer, after) if *after == wait => Some(*timer),
        _ => None,
    };
    ui.effects.iter().filter_map(of_wait).collect()
}

#[test]
fn in_the_assignments_only_those_of_the_configuration_are_read_again() {
    let mut ui = Harness::new(false);
    ui.keys("enter r");
    assert_eq!(lists(&ui), 0);
    let request = pane_read(&ui).unwrap();
    assert_eq!(ui.model.requests_awaited(), 1);
    let rows = vec![group("a2", NEW), group("a3", KIOSK)];
    ui.send(Msg::Assignments(request, Ok((rows, ApiVersion::Beta))));
    assert_eq!(
        ui.notice(),
        "1 new (+), 1 gone, 1 changed (~) since the last refresh"
    );
    let of = |id: &str| {
        let found = ui.model.store.rows()[0].assignments.iter();
        let row = found.clone().find(|row| row.id.as_str() == id).unwrap();
        ui.model.panes.changed.of_assignment(&corp(), &row.id)
    };
    assert_eq!(
        (of("a2"), of("a3")),
        (Some(RowChange::Changed), Some(RowChange::New))
    );
    assert!(
        ui.effects
            .iter()
            .any(|effect| matches!(effect, Effect::ResolveNames(_))),
        "new groups get their names"
    );
}

#[test]
fn a_stopped_or_late_answer_about_assignments_is_dropped() {
    let mut ui = Harness::new(false);
    ui.keys("enter r");
    let request = pane_read(&ui).unwrap();
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::Cancel(request)));
    assert_eq!(ui.model.store.pane, Pane::Assignments, "one step back");
    ui.send(Msg::Assignments(request, Ok((vec![], ApiVersion::Beta))));
    assert_eq!(ui.model.store.rows()[0].assignments.len(), 2);

    ui.keys("r r");
    ui.send(Msg::Assignments(request, Ok((vec![], ApiVersion::Beta))));
    assert_eq!(ui.model.store.rows()[0].assignments.len(), 2);
    let request = pane_read(&ui).unwrap();
    ui.send(Msg::Assignments(request, Ok((vec![], ApiVersion::V1))));
    insta::assert_snapshot!(ui.notice(), @"Only v1.0 answered, which shows less. These are the earlier rows.");
    assert_eq!(ui.model.store.rows()[0].assignments.len(), 2);
}

#[test]
fn assignments_asked_for_before_a_change_cannot_show_the_old_state_after_it() {
    let (mut ui, id) = Harness::submitted();
    ui.keys("esc r");
    let request = pane_read(&ui).unwrap();
    let observed = vec![group("a9", NEW), scope_tag()];
    ui.end(id, Verdict::Verified, Some(observed));
    assert!(ui.effects.contains(&Effect::Cancel(request)));
    ui.send(Msg::Assignments(request, Ok((vec![], ApiVersion::Beta))));
    assert_eq!(ui.model.store.rows()[0].assignments.len(), 2);
}

#[test]
fn what_is_different_is_counted_and_marked_for_a_while() {
    let mut ui = Harness::new(false);
    ui.key("r");
    let mut other = row("default", 0);
    other.assignments.clear();
    answer(&mut ui, vec![row("new", 3), other]);
    assert_eq!(
        ui.notice(),
        "1 new (+), 1 gone, 1 changed (~) since the last refresh"
    );
    let mark = |ui: &Harness, id: &str| {
        let id = ConfigurationId::new(id.to_owned());
        ui.model.panes.changed.of(&id)
    };
    assert_eq!(mark(&ui, "new"), Some(RowChange::New));
    assert_eq!(mark(&ui, "default"), Some(RowChange::Changed));
    let timer = ui.model.panes.changed.timer.unwrap();
    ui.send(Msg::Due(timer));
    assert!(ui.model.panes.changed.is_empty());

    ui.effects.clear();
    ui.key("r");
    let mut other = row("default", 0);
    other.assignments.clear();
    answer(&mut ui, vec![row("new", 3), other]);
    assert!(ui.notice().starts_with("Nothing has changed"));
    assert!(timers_of(&ui, crate::tui::panes::changed::SHOWN_FOR).is_empty());
}

#[test]
fn a_list_that_was_not_whole_is_compared_with_nothing() {
    let mut ui = Harness::new(false);
    ui.keys("r esc r");
    answer(&mut ui, vec![row("new", 3)]);
    assert!(ui.model.panes.changed.is_empty());
    assert!(!ui.notice().contains("since"), "{}", ui.notice());
}

#[test]
fn everything_means_names_and_counts_as_well() {
    let mut ui = Harness::new(false);
    let known = crate::tui::app::model::Count::Failed;
    let id = crate::domain::ObjectId::parse(KIOSK).unwrap();
    ui.model.store.counts.insert(id.clone(), known);
    ui.keys("enter ctrl-r");
    assert_eq!(lists(&ui), 1);
    assert!(ui.model.store.counts.is_empty());
    ui.effects.clear();
    let request = ui.model.store.list.stop();
    assert!(request.is_some());
    ui.key("ctrl-r");
    answer(&mut ui, vec![row("corp", 1)]);
    let asked = ui.effects.iter().find_map(|effect| match effect {
        Effect::ResolveNames(ids) => Some(ids.contains(&id)),
        _ => None,
    });
    assert_eq!(asked, Some(true));
}

#[test]
fn it_reads_again_by_itself_only_where_that_is_wanted_and_nothing_is_open() {
    let wait = Duration::from_secs(300);
    let mut ui = Harness::new(false);
    ui.keys("down up");
    assert!(ui.model.store.refreshing.timer.is_none(), "off by default");

    ui.model.store.start.settings.refresh.0 = Some(wait);
    ui.key("down");
    let timer = ui.model.store.refreshing.timer.unwrap();
    ui.keys("up j");
    assert_eq!(timers_of(&ui, wait), [timer], "one at a time");
    ui.send(Msg::Due(timer));
    assert_eq!(lists(&ui), 1);
    let rows = vec![row("corp", 1), row("default", 0)];
    answer(&mut ui, rows);
    assert_eq!(ui.notice(), "", "nothing new is not worth a word");

    for keys in ["e", "e", "?", ":"] {
        ui.keys("g enter").key(keys);
        let timer = ui.model.store.refreshing.timer.unwrap();
        ui.send(Msg::Due(timer));
        assert_eq!(lists(&ui), 1, "not under {keys}");
        assert_ne!(ui.model.store.refreshing.timer, Some(timer), "but later");
        ui.keys("esc esc");
    }

    let (mut ui, _) = Harness::submitted();
    ui.model.store.start.settings.refresh.0 = Some(wait);
    ui.key("esc");
    let timer = ui.model.store.refreshing.timer.unwrap();
    ui.send(Msg::Due(timer));
    assert_eq!(lists(&ui), 0, "not while a change is under way");
}

#[test]
fn the_latest_of_change_and_error_is_shown_at_length() {
    let (mut ui, id) = Harness::submitted();
    ui.end(id, Verdict::Verified, None);
    ui.keys("r");
    let request = pane_read(&ui).unwrap();
    let error = RequestError::Lost {
        facts: Box::new(Facts {
            method: "GET",
            path: "/beta/x".to_owned(),
            status: None,
            elapsed: Duration::from_millis(5),
            request_id: None,
            client_request_id: "c-77".to_owned(),
        }),
        timed_out: true,
        reason: "the connection was closed".to_owned(),
    };
    ui.send(Msg::Assignments(request, Err(error)));
    ui.keys("i");
    assert_eq!(ui.text_id(), Some(TextId::LastError));
    let lines = ui.lines();
    let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(shown[0].starts_with("Could not refresh the assignments"));
    assert!(shown.contains(&"client-request-id c-77"), "{shown:?}");
    // The copied text is the same.
    ui.keys("esc shift-e");
    let copied = ui.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some(shown.join("\n").as_str()));
    // A change that ends later becomes the latest again.
    ui.keys("e").paste(NEW).keys("enter y");
    let under_way = ui.model.store.in_flight().map(|(id, _)| id);
    ui.end(under_way.unwrap(), Verdict::Verified, None);
    ui.keys("i");
    assert!(ui.top().is_outcome(under_way.unwrap()));
}

#[test]
fn an_error_of_the_list_is_one_among_others_once_the_list_is_whole() {
    let mut ui = Harness::new(false);
    ui.key("r");
    let request = ui.list_request();
    let error = RequestError::NotSent {
        reason: "no connection".to_owned(),
        hint: None,
        no_token: false,
        number: None,
    };
    ui.send(Msg::Listed(request, Err(error)));
    ui.key("i");
    assert_eq!(ui.text_id(), Some(TextId::ListError));
    ui.keys("esc r");
    answer(&mut ui, vec![row("corp", 1), row("default", 0)]);
    ui.key("i");
    assert_eq!(ui.text_id(), Some(TextId::LastError));
    let lines = ui.lines();
    let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(shown[0].contains("no connection"), "{shown:?}");
}

#[test]
fn a_notice_that_finds_no_room_can_be_read() {
    let mut ui = Harness::new(false);
    ui.send(Msg::Input(Input::Resize(40, 12)));
    let long = "the config folder cannot be written: ".repeat(4);
    ui.send(Msg::Settled(Err(long.clone())));
    ui.key("i");
    assert_eq!(ui.text_id(), Some(TextId::Notice));
    let lines = ui.lines();
    assert_eq!(lines.first().map(|line| line.text.as_str()), Some(&*long));
}
