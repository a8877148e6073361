//! Reading again: by key, by itself, and what is said about it.

use super::*;
use crate::domain::ConfigurationId;
use crate::tui::panes::changed::Mark;

const WHOLE: Listed = Listed {
    version: ApiVersion::Beta,
    incomplete: None,
};

fn corp() -> ConfigurationId {
    ConfigurationId::new("corp".to_owned())
}

/// The list as it comes now.
fn answer(bench: &mut Harness, rows: Vec<Row>) {
    let request = bench.list_request();
    bench.send(Msg::Page(request, rows));
    bench.send(Msg::Listed(request, Ok(WHOLE)));
}

fn pane_read(bench: &Harness) -> Option<RequestId> {
    bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::Assignments(id, of) if *of == corp() => Some(*id),
        _ => None,
    })
}

fn lists(bench: &Harness) -> usize {
    let is_list = |effect: &&Effect| matches!(effect, Effect::List(_));
    bench.effects.iter().filter(is_list).count()
}

fn timers_of(bench: &Harness, wait: Duration) -> Vec<crate::tui::store::msg::TimerId> {
    let of_wait = |effect: &Effect| match effect {
        Effect::After(timer, after) if *after == wait => Some(*timer),
        _ => None,
    };
    bench.effects.iter().filter_map(of_wait).collect()
}

#[test]
fn in_the_assignments_only_those_of_the_configuration_are_read_again() {
    let mut bench = Harness::new(false);
    bench.keys("enter r");
    assert_eq!(lists(&bench), 0);
    let request = pane_read(&bench).unwrap();
    assert_eq!(bench.model.requests_awaited(), 1);
    let rows = vec![group("a2", NEW), group("a3", KIOSK)];
    bench.send(Msg::Assignments(request, Ok((rows, ApiVersion::Beta))));
    assert_eq!(
        bench.notice(),
        "1 new (+), 1 gone, 1 changed (~) since the last reading"
    );
    let of = |id: &str| {
        let found = bench.model.store.rows()[0].assignments.iter();
        let row = found.clone().find(|row| row.id.as_str() == id).unwrap();
        bench.model.panes.changed.of_assignment(&corp(), &row.id)
    };
    assert_eq!((of("a2"), of("a3")), (Some(Mark::Changed), Some(Mark::New)));
    assert!(
        bench
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::ResolveNames(_))),
        "new groups get their names"
    );
}

#[test]
fn a_stopped_or_late_answer_about_assignments_is_dropped() {
    let mut bench = Harness::new(false);
    bench.keys("enter r");
    let request = pane_read(&bench).unwrap();
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::Cancel(request)));
    assert_eq!(bench.model.store.pane, Pane::Assignments, "one step back");
    bench.send(Msg::Assignments(request, Ok((vec![], ApiVersion::Beta))));
    assert_eq!(bench.model.store.rows()[0].assignments.len(), 2);

    bench.keys("r r");
    bench.send(Msg::Assignments(request, Ok((vec![], ApiVersion::Beta))));
    assert_eq!(bench.model.store.rows()[0].assignments.len(), 2);
    let request = pane_read(&bench).unwrap();
    bench.send(Msg::Assignments(request, Ok((vec![], ApiVersion::V1))));
    insta::assert_snapshot!(bench.notice(), @"only v1.0 answered, which shows less: the rows are those from before");
    assert_eq!(bench.model.store.rows()[0].assignments.len(), 2);
}

#[test]
fn assignments_asked_for_before_a_change_cannot_show_the_old_state_after_it() {
    let (mut bench, id) = Harness::submitted();
    bench.keys("esc r");
    let request = pane_read(&bench).unwrap();
    let observed = vec![group("a9", NEW), scope_tag()];
    bench.end(id, Verdict::Verified, Some(observed));
    assert!(bench.effects.contains(&Effect::Cancel(request)));
    bench.send(Msg::Assignments(request, Ok((vec![], ApiVersion::Beta))));
    assert_eq!(bench.model.store.rows()[0].assignments.len(), 2);
}

#[test]
fn what_is_different_is_counted_and_marked_for_a_while() {
    let mut bench = Harness::new(false);
    bench.key("r");
    let mut other = row("default", 0);
    other.assignments.clear();
    answer(&mut bench, vec![row("new", 3), other]);
    assert_eq!(
        bench.notice(),
        "1 new (+), 1 gone, 1 changed (~) since the last reading"
    );
    let mark = |bench: &Harness, id: &str| {
        let id = ConfigurationId::new(id.to_owned());
        bench.model.panes.changed.of(&id)
    };
    assert_eq!(mark(&bench, "new"), Some(Mark::New));
    assert_eq!(mark(&bench, "default"), Some(Mark::Changed));
    let timer = bench.model.panes.changed.timer.unwrap();
    bench.send(Msg::Due(timer));
    assert!(bench.model.panes.changed.is_empty());

    bench.effects.clear();
    bench.key("r");
    let mut other = row("default", 0);
    other.assignments.clear();
    answer(&mut bench, vec![row("new", 3), other]);
    assert!(bench.notice().starts_with("nothing has changed"));
    assert!(timers_of(&bench, crate::tui::panes::changed::SHOWN_FOR).is_empty());
}

#[test]
fn a_list_that_was_not_whole_is_compared_with_nothing() {
    let mut bench = Harness::new(false);
    bench.keys("r esc r");
    answer(&mut bench, vec![row("new", 3)]);
    assert!(bench.model.panes.changed.is_empty());
    assert!(!bench.notice().contains("since"), "{}", bench.notice());
}

#[test]
fn everything_means_names_and_counts_as_well() {
    let mut bench = Harness::new(false);
    let known = crate::tui::app::model::Count::Failed;
    let id = crate::domain::ObjectId::parse(KIOSK).unwrap();
    bench.model.store.counts.insert(id.clone(), known);
    bench.keys("enter ctrl-r");
    assert_eq!(lists(&bench), 1);
    assert!(bench.model.store.counts.is_empty());
    bench.effects.clear();
    let request = bench.model.store.list.stop();
    assert!(request.is_some());
    bench.key("ctrl-r");
    answer(&mut bench, vec![row("corp", 1)]);
    let asked = bench.effects.iter().find_map(|effect| match effect {
        Effect::ResolveNames(ids) => Some(ids.contains(&id)),
        _ => None,
    });
    assert_eq!(asked, Some(true));
}

#[test]
fn it_reads_again_by_itself_only_where_that_is_wanted_and_nothing_is_open() {
    let wait = Duration::from_secs(300);
    let mut bench = Harness::new(false);
    bench.keys("down up");
    assert!(
        bench.model.store.refreshing.timer.is_none(),
        "off by default"
    );

    bench.model.store.start.settings.refresh.0 = Some(wait);
    bench.key("down");
    let timer = bench.model.store.refreshing.timer.unwrap();
    bench.keys("up j");
    assert_eq!(timers_of(&bench, wait), [timer], "one at a time");
    bench.send(Msg::Due(timer));
    assert_eq!(lists(&bench), 1);
    let rows = vec![row("corp", 1), row("default", 0)];
    answer(&mut bench, rows);
    assert_eq!(bench.notice(), "", "nothing new is not worth a word");

    for keys in ["e", "e", "?", ":"] {
        bench.keys("g enter").key(keys);
        let timer = bench.model.store.refreshing.timer.unwrap();
        bench.send(Msg::Due(timer));
        assert_eq!(lists(&bench), 1, "not under {keys}");
        assert_ne!(bench.model.store.refreshing.timer, Some(timer), "but later");
        bench.keys("esc esc");
    }

    let (mut bench, _) = Harness::submitted();
    bench.model.store.start.settings.refresh.0 = Some(wait);
    bench.key("esc");
    let timer = bench.model.store.refreshing.timer.unwrap();
    bench.send(Msg::Due(timer));
    assert_eq!(lists(&bench), 0, "not while a change is under way");
}

#[test]
fn the_latest_of_change_and_error_is_shown_at_length() {
    let (mut bench, id) = Harness::submitted();
    bench.end(id, Verdict::Verified, None);
    bench.keys("r");
    let request = pane_read(&bench).unwrap();
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
    bench.send(Msg::Assignments(request, Err(error)));
    bench.keys("i");
    assert_eq!(bench.text_id(), Some(TextId::LastError));
    let lines = bench.lines();
    let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(said[0].starts_with("the assignments were not read again"));
    assert!(said.contains(&"client-request-id c-77"), "{said:?}");
    // The same is copied.
    bench.keys("esc shift-e");
    let copied = bench.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some(said.join("\n").as_str()));
    // A change that ends later is the latest again.
    bench.keys("e").paste(NEW).keys("enter y");
    let under_way = bench.model.store.in_flight().map(|(id, _)| id);
    bench.end(under_way.unwrap(), Verdict::Verified, None);
    bench.keys("i");
    assert!(bench.top().is_outcome(under_way.unwrap()));
}

#[test]
fn an_error_of_the_list_is_one_among_others_once_the_list_is_whole() {
    let mut bench = Harness::new(false);
    bench.key("r");
    let request = bench.list_request();
    let error = RequestError::NotSent {
        reason: "no connection".to_owned(),
        hint: None,
        no_token: false,
        number: None,
    };
    bench.send(Msg::Listed(request, Err(error)));
    bench.key("i");
    assert_eq!(bench.text_id(), Some(TextId::ListError));
    bench.keys("esc r");
    answer(&mut bench, vec![row("corp", 1), row("default", 0)]);
    bench.key("i");
    assert_eq!(bench.text_id(), Some(TextId::LastError));
    let lines = bench.lines();
    let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(said[0].contains("no connection"), "{said:?}");
}

#[test]
fn a_notice_that_finds_no_room_can_be_read() {
    let mut bench = Harness::new(false);
    bench.send(Msg::Input(Input::Resize(40, 12)));
    let long = "the config folder cannot be written: ".repeat(4);
    bench.send(Msg::Settled(Err(long.clone())));
    bench.key("i");
    assert_eq!(bench.text_id(), Some(TextId::Notice));
    let lines = bench.lines();
    assert_eq!(lines.first().map(|line| line.text.as_str()), Some(&*long));
}
