//! What earlier runs left behind: open changes, waiting approvals, and the journal.

use super::writes::entry;
use super::*;
use crate::journal::Contents;
use crate::write::{Approval, Settled};

impl Harness {
    pub(in crate::tui) fn journal_request(&self) -> Option<RequestId> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::ReadJournal(id, _) => Some(*id),
            _ => None,
        })
    }

    /// Answers the last request for the journal.
    pub(in crate::tui) fn journal(&mut self, contents: Result<Contents, String>) {
        let id = self.journal_request().unwrap();
        self.send(Msg::Journal(id, contents));
    }
}

#[test]
fn what_earlier_runs_left_open_comes_first() {
    let mut ui = Harness::new(false);
    ui.model.store.settled = false;
    ui.keys("enter down e").paste(NEW).keys("enter y");
    assert!(ui.write().is_none());
    insta::assert_snapshot!(ui.notice(), @"Checking the changes of earlier sessions first. One moment.");
    let open = Settled {
        configuration: crate::domain::ConfigurationId::new("corp".to_owned()),
        configuration_name: "corp".to_owned(),
        verdict: None,
        reason: Some("no connection".to_owned()),
    };
    ui.send(Msg::Settled(Ok(vec![open])));
    insta::assert_snapshot!(ui.notice(), @"An earlier change of corp has no result yet, and it cannot be checked now. L shows the journal.");
    ui.key("y");
    assert!(ui.write().is_none(), "it is not known what is there");
    ui.keys("esc esc y r");
    assert_eq!(
        ui.effects
            .iter()
            .filter(|it| **it == Effect::Settle)
            .count(),
        1,
        "a refresh looks again"
    );
    ui.send(Msg::Settled(Ok(Vec::new())));
    ui.key("e").paste(NEW).keys("enter y");
    assert!(ui.write().is_some());
}

#[test]
fn nothing_is_sent_as_long_as_earlier_runs_cannot_be_looked_at() {
    let mut ui = Harness::new(false);
    ui.send(Msg::Settled(Err("the journal cannot be read".to_owned())));
    ui.keys("enter down e").paste(NEW).keys("enter y");
    assert!(ui.write().is_none());
    insta::assert_snapshot!(ui.notice(), @"The changes of earlier sessions could not be checked (the journal cannot be read). Ctrl-r tries again.");
    ui.keys("esc esc y r");
    let reads = ui.effects.iter().filter(|it| **it == Effect::Settle);
    assert_eq!(reads.count(), 1, "a refresh looks again");
    ui.send(Msg::Settled(Ok(Vec::new())));
    ui.key("e").paste(NEW).keys("enter y");
    assert!(ui.write().is_some());
}

#[test]
fn what_is_unsettled_does_not_go_on_from_its_outcome_either() {
    let (mut ui, id) = Harness::submitted();
    ui.end(id, Verdict::NoRoute, None);
    ui.now += DEAF;
    let configuration = ui.submission().1.change.configuration.clone();
    ui.model.store.unsettled.push(configuration);
    ui.key("c");
    assert!(ui.on_text());
    insta::assert_snapshot!(ui.notice(), @"An earlier change of this configuration is not settled yet, so its state is unknown.");
}

#[test]
fn the_journal_is_searched_in_what_its_list_does_not_show() {
    let (ui, _) = Harness::submitted();
    let change = ui.submission().1.change.clone();
    let mut one = entry(change.clone(), Verdict::Verified, "https://test");
    one.request_id = Some("aaaa-1111".to_owned());
    one.place.account = Some("admin@contoso.com".to_owned());
    let mut two = entry(change, Verdict::Rejected, "https://test");
    two.request_id = Some("bbbb-2222".to_owned());
    let mut ui = Harness::new(false);
    ui.key("shift-l");
    ui.journal(Ok(Contents {
        entries: vec![one, two],
        ..Contents::default()
    }));
    let found = |ui: &Harness| match ui.top() {
        AnyComponent::Journal(journal) => journal.found().to_vec(),
        _ => Vec::new(),
    };
    assert_eq!(found(&ui).len(), 2);
    ui.paste("BBBB-2222");
    assert_eq!(found(&ui), [1]);
    ui.key("ctrl-u").paste("admin@contoso.com verified");
    assert_eq!(found(&ui), [0]);
}

#[test]
fn an_approval_of_an_earlier_run_is_resumed_under_its_name() {
    let (mut ui, id) = Harness::submitted();
    let change = ui.submission().1.change.clone();
    ui.end(
        id,
        Verdict::Verified,
        Some(vec![scope_tag(), group("a2", KIOSK)]),
    );
    ui.key("shift-l");
    assert!(ui.journal_request().is_some());
    let mut pending = entry(change.clone(), Verdict::PendingApproval, "https://test");
    pending.approval_code = Some("code-7".to_owned());
    pending.place.tenant_id = Some("a1".to_owned());
    ui.model.store.tenant_id = Some("A1".to_owned());
    // The same Graph and even the same name, but another tenant.
    let mut elsewhere = pending.clone();
    elsewhere.place.tenant_id = Some("b2".to_owned());
    ui.journal(Ok(Contents {
        entries: vec![elsewhere, pending],
        ..Contents::default()
    }));
    ui.keys("down enter c");
    assert_eq!(
        ui.effects.iter().filter(|it| it.writes()).count(),
        1,
        "the code is for another service"
    );
    ui.keys("esc up enter c");
    let (_, submission) = ui.submission();
    assert_eq!(submission.name.as_deref(), Some("run-1"));
    assert_eq!(submission.approval, Approval::Code("code-7".to_owned()));
}

/// Returns a part of the journal with these changes, and a mark if there is more before it.
pub(super) fn part(ids: &[&str], older: Option<crate::journal::Position>) -> Contents {
    let (ui, _) = Harness::submitted();
    let change = ui.submission().1.change.clone();
    let line = |id: &&str| {
        let mut line = entry(change.clone(), Verdict::Rejected, "https://test");
        (*id).clone_into(&mut line.change_id);
        (*id).clone_into(&mut line.client_request_id);
        line
    };
    Contents {
        entries: ids.iter().map(line).collect(),
        older,
        ..Contents::default()
    }
}

/// Returns a mark of a journal that is longer than the part read.
pub(super) fn mark() -> crate::journal::Position {
    let folder = tempfile::tempdir().unwrap();
    let journal = crate::journal::Journal::new(folder.path().to_owned());
    for line in part(&["1", "2"], None).entries {
        journal.note(&line).unwrap();
    }
    journal.latest(1).unwrap().older.unwrap()
}

pub(super) fn asked_before(ui: &Harness, mark: crate::journal::Position) -> usize {
    let asks = |it: &&Effect| matches!(it, Effect::ReadJournal(_, Some(before)) if *before == mark);
    ui.effects.iter().filter(asks).count()
}

/// Returns how many changes the journal shows.
fn listed(ui: &Harness) -> usize {
    match ui.top() {
        AnyComponent::Journal(journal) => journal.found().len(),
        _ => 0,
    }
}

#[test]
fn the_end_of_the_list_reads_what_is_older() {
    let mark = mark();
    let mut ui = Harness::new(false);
    ui.key("shift-l");
    ui.journal(Ok(part(&["c", "d"], Some(mark))));
    assert_eq!(asked_before(&ui, mark), 0, "nobody wants to know yet");
    ui.key("down");
    assert_eq!(asked_before(&ui, mark), 1);
    ui.key("down");
    assert_eq!(asked_before(&ui, mark), 1, "it is on its way");
    ui.journal(Ok(part(&["a", "b"], None)));
    assert_eq!(listed(&ui), 4);
    ui.keys("down down down");
    assert_eq!(asked_before(&ui, mark), 1, "there is nothing older");
}

#[test]
fn a_search_that_finds_nothing_goes_on_in_what_is_older() {
    let mark = mark();
    let mut ui = Harness::new(false);
    ui.key("shift-l");
    ui.journal(Ok(part(&["c"], Some(mark))));
    ui.paste("bbb").key("down");
    assert_eq!(asked_before(&ui, mark), 1);
    ui.journal(Ok(part(&["aaa"], Some(mark))));
    assert_eq!(asked_before(&ui, mark), 2, "it goes on by itself");
    ui.journal(Ok(part(&["bbb"], None)));
    assert_eq!(listed(&ui), 1);
}

#[test]
fn who_has_the_journal_locked_is_named() {
    let mut ui = Harness::new(false);
    let holder = crate::domain::Holder {
        pid: Some(4242),
        ..crate::domain::Holder::default()
    };
    ui.send(Msg::JournalBusy(Box::new(holder)));
    insta::assert_snapshot!(ui.notice(), @"waiting for the journal, locked by process 4242");
}

#[test]
fn esc_ends_the_wait_for_another_program() {
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Step(id, Step::Queued(Box::default())));
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::StopWaiting(id)));
}

#[test]
fn the_columns_of_the_journal_use_the_room_and_an_open_change_stands_out() {
    let (ui, _) = Harness::submitted();
    let change = ui.submission().1.change.clone();
    let mut ui = Harness::new(false);
    ui.model.store.start.time_zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
    let verified = entry(change.clone(), Verdict::Verified, "https://test");
    let mut open = verified.clone();
    open.row = crate::domain::Half::Intent;
    open.verdict = None;
    open.client_request_id = "c-2".to_owned();
    let mut long = verified.clone();
    long.change.configuration_name = "Status page of the notebooks in the warehouse".to_owned();
    ui.key("shift-l");
    ui.journal(Ok(Contents {
        entries: vec![verified, open, long],
        ..Contents::default()
    }));
    let rows = |ui: &Harness, width| -> Vec<String> {
        let Content::List(list) = ui.top().content(&ui.model.store) else {
            return Vec::new();
        };
        (0..3).map(|at| (list.row)(at, width).text.into()).collect()
    };
    let narrow = rows(&ui, 74);
    let column = |row: &str| row.find("group").map(|at| crate::text::width(&row[..at]));
    assert!(column(&narrow[0]).is_some());
    assert!(
        narrow.iter().all(|row| column(row) == column(&narrow[0])),
        "{narrow:?}"
    );
    assert!(
        narrow[0].starts_with("2026-03-01 12:00"),
        "by the local clock"
    );
    assert!(narrow[1].contains("! open") && !narrow[0].contains("! open"));
    assert!(!narrow[0].contains("warehouse"));
    let wide = rows(&ui, 136);
    assert!(wide[0].contains("warehouse"), "{wide:?}");
    // Both are found, by the text of the row and by text that only the whole entry contains.
    ui.paste("open");
    assert_eq!(listed(&ui), 1);
    ui.key("ctrl-u").paste("c-1");
    assert_eq!(listed(&ui), 2);
}
