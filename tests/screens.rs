//! Pictures of the screen, compared with those under `tests/snapshots`.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

#[path = "screens/bars.rs"]
mod bars;
#[path = "screens/editor.rs"]
mod editor_pictures;
#[path = "screens/panes.rs"]
mod panes_pictures;
#[path = "screens/plans.rs"]
mod plans;
#[path = "screens/reviews.rs"]
mod reviews;

use std::time::Duration;

use enlist::domain::{
    ApiVersion, Assignment, AssignmentFilter, ChangeId, Configuration, Conflict, Entry, EntryNames,
    Evidence, Facts, Group, Half, JOURNAL_VERSION, MemberCount, Name, ObjectId, Observed, Outcome,
    Place, ReadBackResult, RequestError, Response, Row, ServiceError, Step, Verdict, Via,
};
use enlist::graph::Listed;
use enlist::journal::Contents;
use enlist::tui::app::availability::{Availability, availability};
use enlist::tui::keys::command::Command;
use enlist::tui::store::msg::{Effect, Msg};
use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};
use serde_json::value::RawValue;
use support::screen::{GONE, NEW, SALES, ScreenTest, rows};

const USUAL: (u16, u16) = (80, 24);
const EVERYONE: &str = "33333333-0a4e-4d0b-9a55-7d2b1c3e4f50";

/// Compares a picture of one of the rooms with the one that lies beside those of this file.
fn shown(name: &str, picture: &str) {
    insta::with_settings!(
        {snapshot_path => "snapshots", prepend_module_to_snapshot => false},
        { insta::assert_snapshot!(format!("screens__{name}"), picture) }
    );
}

fn facts(status: u16) -> Facts {
    Facts {
        method: "PATCH",
        path: "/v1.0/deviceManagement/x".to_owned(),
        status: Some(status),
        elapsed: Duration::from_millis(312),
        request_id: Some("3f2a9c1e-5c1d-4e5b-8f0a-6b7c8d9e0f11".to_owned()),
        client_request_id: "0c0c0c0c-5c1d-4e5b-8f0a-6b7c8d9e0f11".to_owned(),
    }
}

fn in_flight(ui: &mut ScreenTest) -> ChangeId {
    ui.keys("enter down e backtab right")
        .paste(NEW)
        .keys("enter y");
    let id = ui.effects.iter().find_map(|effect| match effect {
        Effect::Write(id, _) => Some(*id),
        _ => None,
    });
    id.unwrap()
}

fn verified() -> Outcome {
    Evidence::Verified(facts(200).into()).into()
}

#[test]
fn panes() {
    assert_snapshot!("panes-80x24", ScreenTest::new(USUAL).picture());
    assert_snapshot!(
        "panes-120x40",
        ScreenTest::new((120, 40)).keys("enter down").picture()
    );
    assert_snapshot!(
        "panes-60x15",
        ScreenTest::new((60, 15)).keys("enter").picture()
    );
    assert_snapshot!("pane-40x12-left", ScreenTest::new((40, 12)).picture());
    assert_snapshot!(
        "pane-40x12-right",
        ScreenTest::new((40, 12)).keys("enter").picture()
    );
    assert_snapshot!("too-small", ScreenTest::new((39, 12)).picture());
}

#[test]
fn each_kind_of_assignment_has_its_details() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter down down");
    assert_snapshot!("details-deleted-group", ui.picture());
    assert_snapshot!("details-unknown-kind", ui.keys("down down").picture());
}

#[test]
fn a_read_only_screen_says_why_nothing_can_be_changed() {
    let mut ui = ScreenTest::with(USUAL, |start| start.settings.read_only = true);
    assert_snapshot!("read-only", ui.keys("enter e").picture());
}

#[test]
fn loading_and_failing() {
    let mut ui = ScreenTest::empty(USUAL, |_| {});
    ui.now = Duration::from_millis(1_499);
    let request = ui.list_request();
    assert_snapshot!("loading", ui.send(Msg::Resumed).picture());
    ui.send(Msg::Page(request, rows()));
    ui.keys("shift-f").paste("corp");
    assert!(ui.picture().contains("still loading"));
    ui.keys("esc");
    let mut ui = ScreenTest::empty(USUAL, |_| {});
    let request = ui.list_request();
    let error = RequestError::NotSent {
        reason: "dns error: no such host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    assert_snapshot!(
        "not-loaded",
        ui.send(Msg::Listed(request, Err(error))).picture()
    );
}

#[test]
fn editor() {
    let mut ui = ScreenTest::new(USUAL);
    assert_snapshot!("editor-group-with-filter", ui.keys("enter e").picture());
    ui.keys("esc down e");
    assert_snapshot!("editor-scope-tag", ui.paste(NEW).picture());
    assert_snapshot!("editor-asks-before-it-loses", ui.keys("esc").picture());
    let mut small = ScreenTest::new((60, 15));
    assert_snapshot!("editor-60x15", small.keys("enter down e").picture());
    let mut tiny = ScreenTest::new((40, 12));
    assert_snapshot!("editor-40x12", tiny.keys("enter down e").picture());
}

#[test]
fn a_wrong_id_is_named_as_it_is_typed() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter down e 0 0 0 0 0 0 0 0 -");
    assert!(ui.picture().contains(" 9 of 36 characters of an ID"));
    ui.keys("g esc");
    assert!(
        ui.picture()
            .contains("`g` at position 10 is not a hexadecimal digit")
    );
    ui.keys("ctrl-u")
        .paste("acacacac-9df4-4c7d-9d50-4ef0226f57a9");
    assert!(
        ui.picture()
            .contains("stands for all users and is not a group")
    );
}

/// The form with the list of groups open below its field, everything answered.
fn picking(size: (u16, u16)) -> ScreenTest {
    let mut ui = ScreenTest::new(size);
    ui.keys("enter e s a l");
    let request = ui.search_request();
    let group = |id: &str, name: &str, types: &str| {
        let json = format!(
            r#"{{"id":"{id}","displayName":"{name}","groupTypes":[{types}],"securityEnabled":true}}"#
        );
        Group::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
    };
    let found = vec![
        group(NEW, "Sales APAC", ""),
        group(SALES, "Sales EMEA", ""),
        group(
            EVERYONE,
            "営業部 Sales \u{200b}Tokyo",
            r#""DynamicMembership""#,
        ),
        group(GONE, "Salesforce admins", r#""Unified""#),
    ];
    ui.send(Msg::Groups(request, Ok(found)));
    let count = MemberCount {
        users: 18_230,
        devices: 9_120,
    };
    let id = ObjectId::parse(EVERYONE).unwrap();
    ui.send(Msg::Counted(id, Some(count)));
    ui.keys("down");
    ui
}

#[test]
fn groups_are_picked_by_a_part_of_their_name() {
    assert_snapshot!("picker-80x24", picking(USUAL).picture());
    assert_snapshot!("picker-120x40", picking((120, 40)).picture());
    assert_snapshot!("picker-60x15", picking((60, 15)).picture());
    assert_snapshot!("picker-40x12", picking((40, 12)).picture());
    let mut nobody = ScreenTest::new(USUAL);
    nobody.keys("enter e x y z");
    assert!(nobody.picture().contains("Searching the directory"));
    let request = nobody.search_request();
    nobody.send(Msg::Groups(request, Ok(Vec::new())));
    assert_snapshot!("picker-nobody", nobody.picture());
    let mut refused = ScreenTest::new(USUAL);
    refused.keys("enter e x y z");
    let request = refused.search_request();
    let error = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    refused.send(Msg::Groups(request, Err(error.clone())));
    assert!(
        refused
            .picture()
            .contains("Cannot search by name: no route to host. Paste the object ID.")
    );
    // What is known without asking is offered, and is not taken for all.
    let mut known = ScreenTest::new(USUAL);
    known.keys("enter e s a l");
    let request = known.search_request();
    known.send(Msg::Groups(request, Err(error)));
    let picture = known.picture();
    assert!(picture.contains("▸ Sales APAC"), "{picture}");
    assert!(
        picture.contains("The search failed, so there may be"),
        "{picture}"
    );
}

#[test]
fn the_id_that_gives_way_to_what_is_typed_is_marked() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter e");
    let reversed = |ui: &ScreenTest| {
        let styles = ui.styles().into_iter();
        let is_reversed =
            |style: &ratatui::style::Style| style.add_modifier.contains(Modifier::REVERSED);
        styles.filter(is_reversed).count()
    };
    let before = reversed(&ui);
    ui.keys("left");
    assert!(reversed(&ui) < before, "a moved cursor means to edit");
}

#[test]
fn filters_are_picked_the_same_way() {
    let mut ui = ScreenTest::new(USUAL);
    let filter = |id: &str, name: &str, platform: &str| {
        let json = format!(r#"{{"id":"{id}","displayName":"{name}","platform":"{platform}"}}"#);
        AssignmentFilter::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
    };
    let filters = vec![
        filter(
            "f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50",
            "Corp Windows devices",
            "windows10AndLater",
        ),
        filter(NEW, "Supervised iPads", "iOS"),
        filter(GONE, "Virtual machines", "windows10AndLater"),
    ];
    ui.send(Msg::Filters(Ok(filters)));
    assert!(ui.picture().contains("+Corp"), "{}", ui.picture());
    ui.keys("enter e tab right right tab ctrl-u");
    assert_snapshot!("filters-80x24", ui.picture());
}

#[test]
fn the_group_of_many_is_picked_the_same_way() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("space shift-r s a l");
    let request = ui.search_request();
    ui.send(Msg::Groups(request, Ok(Vec::new())));
    assert_snapshot!("picker-of-many-80x24", ui.picture());
}

#[test]
fn an_id_that_is_nobody_is_said_to_be_so() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter e").paste(EVERYONE);
    let gone = [(ObjectId::parse(EVERYONE).unwrap(), Name::Deleted)];
    ui.send(Msg::Named(Vec::new(), Ok(gone.into())));
    assert!(ui.picture().contains("No group with this ID was found."));
    ui.keys("enter");
    assert!(ui.picture().contains("No group in this tenant has this ID"));
    let review = ui.picture();
    assert!(review.contains("(not found)"), "{review}");
    assert!(
        !review.contains(&format!("(deleted) {EVERYONE}")),
        "{review}"
    );
}

#[test]
fn a_list_that_waits_for_a_sign_in_is_not_called_incomplete() {
    let mut ui = ScreenTest::empty(USUAL, |_| {});
    let request = ui.list_request();
    let error = RequestError::NotSent {
        reason: "a sign-in is needed".to_owned(),
        no_token: true,
        hint: None,
        number: None,
    };
    let picture = ui.send(Msg::Listed(request, Err(error))).picture();
    assert!(picture.contains("not loaded"), "{picture}");
    for word in ["partial", "not complete"] {
        assert!(!picture.contains(word), "{picture}");
    }
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("shift-f").paste("qqqq");
    let picture = ui.picture();
    assert_snapshot!("find-nothing", picture);
}

#[test]
fn review() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter down e backtab right")
        .paste(NEW)
        .keys("enter");
    assert_snapshot!("review", ui.picture());
    let mut small = ScreenTest::new((60, 15));
    small
        .keys("enter down e backtab right")
        .paste(NEW)
        .keys("enter pagedown");
    assert_snapshot!("review-60x15-second-page", small.picture());
}

#[test]
fn a_change_from_its_yes_to_its_verdict() {
    let mut ui = ScreenTest::new(USUAL);
    let id = in_flight(&mut ui);
    ui.now += Duration::from_millis(1_100);
    assert_snapshot!("in-flight", ui.send(Msg::Step(id, Step::Sending)).picture());
    assert_snapshot!("in-flight-put-aside", ui.keys("esc").picture());
    ui.send(Msg::Ended(id, Box::new(verified())));
    assert_snapshot!("verified", ui.picture());
}

#[test]
fn a_missing_route_shows_the_sentence_and_keeps_the_form() {
    let mut ui = ScreenTest::new(USUAL);
    let id = in_flight(&mut ui);
    let error = refusal(
        "No method match route template",
        "No OData route exists that match template ~/singleton/navigation/key with http verb \
         PATCH for request /StatelessOnboardingService/x.",
    );
    let ended = Evidence::NoRoute(error, ReadBackResult::NotNeeded);
    ui.send(Msg::Ended(id, Box::new(ended.into())));
    assert_snapshot!("no-route", ui.picture());
    ui.now += Duration::from_secs(1);
    assert_snapshot!("no-route-and-back-in-the-form", ui.keys("esc").picture());
}

#[test]
fn a_lost_answer_is_unknown() {
    let mut ui = ScreenTest::new(USUAL);
    let id = in_flight(&mut ui);
    let lost = Response {
        reply: Ok(Facts {
            status: None,
            request_id: None,
            ..facts(200)
        }),
        doubt: Some("connection closed before message completed".to_owned()),
    };
    let ended = Evidence::Unknown(lost, ReadBackResult::NotNeeded);
    ui.send(Msg::Ended(id, Box::new(ended.into())));
    assert_snapshot!("unknown", ui.picture());
}

#[test]
fn help_and_palette() {
    let mut ui = ScreenTest::new(USUAL);
    assert_snapshot!("help", ui.keys("?").picture());
    assert_snapshot!("palette", ui.keys("esc :").picture());
}

#[test]
fn without_colours_everything_is_still_told() {
    let plain = ScreenTest::with(USUAL, |start| start.capabilities.no_colour = true);
    assert_eq!(plain.picture(), ScreenTest::new(USUAL).picture());
    assert_snapshot!("no-colour", plain.picture() + &plain.attributes());
    for style in plain.styles() {
        assert!(matches!(style.fg, None | Some(Color::Reset)), "{style:?}");
        assert!(matches!(style.bg, None | Some(Color::Reset)), "{style:?}");
    }
}

#[test]
fn nothing_hostile_from_the_tenant_reaches_the_screen() {
    let picture = ScreenTest::new((120, 40)).picture();
    assert!(picture.contains("[31mred"), "{picture}");
    let hostile = picture
        .chars()
        .find(|c| *c != '\n' && enlist::text::is_hostile(*c));
    assert_eq!(hostile, None);
}

/// The group row of `Pilot ESP` on its way to another group.
fn pilot(ui: &mut ScreenTest) -> ChangeId {
    ui.keys("down enter e").paste(NEW).keys("enter y");
    ui.model.store.last_change().unwrap().0
}

fn end(ui: &mut ScreenTest, id: ChangeId, outcome: Outcome) {
    ui.send(Msg::Ended(id, Box::new(outcome)));
    ui.now += Duration::from_secs(1);
}

#[test]
fn the_whole_list_is_replaced_after_another_review() {
    let mut ui = ScreenTest::new(USUAL);
    let id = pilot(&mut ui);
    let no_route = Evidence::NoRoute(refusal("", ""), ReadBackResult::NotNeeded);
    end(&mut ui, id, no_route.into());
    assert_snapshot!("replace-offered", ui.picture());
    assert_snapshot!("replace-review", ui.keys("c").picture());
    ui.keys("y y");
    let id = ui.model.store.last_change().unwrap().0;
    let error = refusal("BadRequest", "A target is not valid.");
    let refused = Evidence::Rejected(error, ReadBackResult::NotNeeded);
    end(&mut ui, id, refused.into());
    assert_snapshot!("replace-rejected", ui.picture());
    assert_snapshot!("replace-without-deleted", ui.keys("c").picture());
}

fn refusal(code: &str, message: &str) -> ServiceError {
    ServiceError {
        facts: facts(400),
        code: code.to_owned(),
        message: message.to_owned(),
        activity_id: None,
        approval_code: None,
        retry_after: None,
    }
}

/// Another admin has removed the first assignment of the selected configuration.
fn conflict(ui: &ScreenTest) -> Outcome {
    let mut theirs = ui.model.store.selected_row().unwrap().assignments.clone();
    theirs.remove(0);
    Outcome::from(Evidence::Conflict(Conflict::Changed(None))).seeing(Observed::List(theirs))
}

#[test]
fn a_conflict_in_three_columns() {
    let mut ui = ScreenTest::new(USUAL);
    let id = pilot(&mut ui);
    let conflict = conflict(&ui);
    end(&mut ui, id, conflict);
    assert_snapshot!("conflict", ui.picture());
}

#[test]
fn a_wait_counts_down() {
    let mut ui = ScreenTest::new(USUAL);
    let id = in_flight(&mut ui);
    let wait = Duration::from_secs(30);
    let facts = Some(facts(429));
    ui.send(Msg::Step(id, Step::Waiting { wait, facts }));
    ui.now += Duration::from_secs(12);
    assert_snapshot!("waiting", ui.send(Msg::Resumed).picture());
}

#[test]
fn adding_removing_and_moving() {
    let mut ui = ScreenTest::new(USUAL);
    assert_snapshot!("add-form", ui.keys("down a").paste(NEW).picture());
    assert_snapshot!("add-review", ui.keys("enter").picture());
    assert_snapshot!("remove-review", ui.keys("esc esc y x").picture());
    assert_snapshot!("priority-review", ui.keys("esc shift-k").picture());
    ui.keys("esc a ctrl-t enter y y");
    assert_snapshot!("everyone-needs-the-name", ui.picture());
}

#[test]
fn kinds_that_a_subtype_does_not_take_say_so() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("down down down a");
    assert_snapshot!("add-form-restriction", ui.picture());
}

/// The first line in the journal of the change that was sent last.
fn intent(ui: &ScreenTest) -> Entry {
    let change = ui.model.store.last_change().unwrap().1.change.clone();
    Entry {
        version: JOURNAL_VERSION,
        row: Half::Intent,
        change_id: "0a1b-1".to_owned(),
        time: "2026-03-02T10:00:00.000Z".to_owned(),
        place: Place {
            graph_url: "https://graph.microsoft.com".to_owned(),
            cloud: "Global".to_owned(),
            tenant: Some("Contoso".to_owned()),
            tenant_id: None,
            account: Some("admin@contoso.com".to_owned()),
            ..Place::default()
        },
        via: Via::Patch,
        method: "PATCH".to_owned(),
        path: "/beta/deviceManagement/x".to_owned(),
        before: change.before.clone(),
        after: change.after(&change.before),
        change,
        deadline: None,
        names: EntryNames::default(),
        plan: None,
        client_request_id: "c-1".to_owned(),
        request_id: None,
        status: None,
        verdict: None,
        approval_code: None,
        message: None,
        observed: None,
        observed_order: None,
    }
}

/// The second one, once it is verified.
fn result(intent: &Entry) -> Entry {
    Entry {
        row: Half::Verdict,
        request_id: Some("r-1".to_owned()),
        status: Some(200),
        verdict: Some(Verdict::Verified),
        ..intent.clone()
    }
}

/// Answers what was asked of the journal last.
fn journal(ui: &mut ScreenTest, contents: Contents) {
    let request = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::ReadJournal(id, _) => Some(*id),
        _ => None,
    });
    ui.send(Msg::Journal(request.unwrap(), Ok(contents)));
}

#[test]
fn the_journal_line_by_line_and_at_length() {
    let mut ui = ScreenTest::new(USUAL);
    let id = pilot(&mut ui);
    end(&mut ui, id, verified());
    let intent = intent(&ui);
    let verdict = result(&intent);
    let open = Entry {
        client_request_id: "c-2".to_owned(),
        ..intent.clone()
    };
    let contents = Contents {
        entries: vec![intent, verdict, open],
        torn: 1,
        ..Contents::default()
    };
    ui.keys("shift-l");
    journal(&mut ui, contents);
    assert_snapshot!("journal", ui.picture());
    assert_snapshot!("journal-entry", ui.keys("down enter").picture());
}

#[test]
fn finding() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("/ e m e a");
    assert_snapshot!("filter", ui.picture());
    assert_snapshot!("filter-nothing", ui.keys("q q").picture());
    ui.keys("esc shift-f").paste("kiosk");
    assert_snapshot!("search", ui.picture());
    let mut wide = ScreenTest::new((120, 40));
    wide.keys("shift-f s a l e s down");
    assert_snapshot!("search-120x40", wide.picture());
    assert_snapshot!("raw", ScreenTest::new(USUAL).keys("enter v").picture());
    let mut sorted = ScreenTest::new(USUAL);
    assert_snapshot!("sorted-by-name", sorted.keys("s").picture());
}

#[test]
fn what_has_changed_since_the_last_reading_is_marked() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("r");
    let request = ui.list_request();
    let mut changed = rows();
    changed[0].assignments.remove(3);
    changed[0].assignments[1].target = changed[0].assignments[0].target.clone();
    changed.remove(4);
    changed[4].configuration.id = enlist::domain::ConfigurationId::new("c9".to_owned());
    ui.send(Msg::Page(request, changed));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    assert_snapshot!("changed-since", ui.picture());
}

#[test]
fn what_could_not_be_read_is_a_row() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("r");
    let request = ui.list_request();
    let mut odd = rows();
    let unreadable = RawValue::from_string(r#"{"id":"k2","target":null}"#.to_owned()).unwrap();
    odd[0].assignments.truncate(2);
    odd[0].assignments.extend(Assignment::list(&[unreadable]));
    let (configuration, assignments) = Configuration::read(
        &RawValue::from_string(r#"{"id":null,"displayName":"Odd"}"#.to_owned()).unwrap(),
    );
    odd.push(Row {
        configuration,
        assignments: assignments.unwrap(),
    });
    ui.send(Msg::Page(request, odd));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    assert_snapshot!("unreadable-row", ui.keys("tab end").picture());
    // It is not edited, nor is the list that it stands in added to.
    for command in [Command::Edit, Command::Remove, Command::Add] {
        let now = availability(&ui.model, command);
        assert!(matches!(now, Availability::Disabled(_)), "{command:?}");
    }
    let keys = ui.keys("up");
    assert_eq!(
        availability(&keys.model, Command::Edit),
        Availability::Available
    );
    assert_snapshot!("unreadable-configuration", ui.keys("tab end up").picture());
}

#[test]
fn a_text_is_searched() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("? / p r i o r i t y");
    assert_snapshot!("help-searched", ui.picture());
    ui.keys("enter n");
    let found = ui.styles().iter().any(|style| {
        let modifiers = style.add_modifier;
        modifiers.contains(Modifier::UNDERLINED | Modifier::REVERSED)
    });
    assert!(
        found,
        "the place that is looked at stands out without colour"
    );
    ui.keys("esc esc enter e f1");
    assert_snapshot!("help-of-the-editor", ui.picture());
}

#[test]
fn no_width_cuts_a_key_of_the_footer_and_the_way_shows_its_near_end() {
    for width in 40..130 {
        let mut ui = ScreenTest::new((width, 16));
        for keys in ["enter", "e", "esc ?", "esc :", "esc shift-f", "esc x"] {
            ui.keys(keys);
            let picture = ui.picture();
            let footer = picture.lines().last().unwrap();
            let entries = enlist::tui::app::footer::entries(&ui.model);
            let text: Vec<String> = entries
                .iter()
                .map(|entry| format!("{} {}", entry.key, entry.title))
                .collect();
            assert_eq!(footer.trim(), text.join("  "), "{width} {keys}");
            assert!(!text.is_empty(), "{width} {keys}");
        }
    }
    let mut narrow = ScreenTest::new((40, 12));
    narrow.keys("enter down e").paste(NEW).keys("enter f1");
    let way = narrow.picture();
    assert!(way.contains("… › edit › review › help"), "{way}");
}

const WIDE: (u16, u16) = (160, 50);

/// A change from `ScreenTest` to what is seen, drawn in the usual size and in a wide one, text and styles.
fn both(name: &str, show: impl Fn(&mut ScreenTest) -> &mut ScreenTest) {
    for (label, size) in [("80x24", USUAL), ("160x50", WIDE)] {
        let mut ui = ScreenTest::with_every_subtype(size, |_| {});
        show(&mut ui);
        assert_snapshot!(format!("{name}-{label}"), ui.painted());
    }
}

#[test]
fn every_subtype_has_its_row() {
    both("subtypes", |ui| ui);
    let mut by_change = ScreenTest::with_every_subtype((120, 24), |_| {});
    assert_snapshot!("subtypes-by-change", by_change.keys("s s").picture());
    let mut narrow = ScreenTest::with_every_subtype((60, 15), |_| {});
    assert_snapshot!("subtypes-60x15", narrow.keys("pagedown").painted());
}

#[test]
fn texts_of_the_selected_row() {
    both("properties", |ui| ui.keys("enter d"));
    both("portal", |ui| ui.keys("o"));
    both("copied", |ui| ui.keys("enter shift-c shift-w"));
    both("as-given", |ui| {
        ui.keys("enter v");
        let id = ui.effects.iter().rev().find_map(|effect| match effect {
            Effect::Entity { id, .. } => Some(*id),
            _ => None,
        });
        let raw = |json| serde_json::from_str(json).unwrap();
        let beta = r#"{"id":"t1_a1","source":"policySets","target":{"x":1.10}}"#;
        let v1 = r#"{"id":"t1_a1","target":{"x":1.10}}"#;
        for (version, json) in [(ApiVersion::Beta, beta), (ApiVersion::V1, v1)] {
            ui.send(Msg::Entity(id.unwrap(), version, Ok(raw(json))));
        }
        ui
    });
}

#[test]
fn profiles() {
    for (label, size) in [("80x24", USUAL), ("160x50", WIDE)] {
        let mut ui = ScreenTest::with(size, |start| {
            start.settings.profile = Some("contoso".to_owned());
            start.settings.profiles = ["contoso", "fabrikam \u{1b}[31m", "lab"]
                .map(str::to_owned)
                .to_vec();
        });
        ui.keys("shift-p down");
        assert_snapshot!(format!("profiles-{label}"), ui.painted());
    }
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    for (label, size) in [("80x24", USUAL), ("160x50", WIDE)] {
        let mut ui = ScreenTest::with_every_subtype(size, |start| start.capabilities.ascii = true);
        ui.keys("enter d");
        let picture = ui.painted();
        assert!(picture.is_ascii(), "{picture}");
        assert_snapshot!(format!("ascii-{label}"), picture);
    }
}

#[test]
fn what_v1_does_not_show_is_said_and_can_be_read_again() {
    both("v1", |ui| ui.keys("r").list(ApiVersion::V1, rows()));
    both("v1-at-length", |ui| {
        ui.keys("r").list(ApiVersion::V1, rows()).keys("down i")
    });
}

#[test]
fn a_filter_marks_what_it_found_also_while_the_list_loads() {
    both("filter-marks", |ui| ui.keys("/ m a i l space o n"));
    both("filter-while-refreshing", |ui| {
        ui.keys("r / m a c");
        ui.now += Duration::from_millis(2_300);
        ui.send(Msg::Resumed)
    });
    both("refreshing", |ui| {
        ui.keys("r");
        ui.now += Duration::from_millis(2_300);
        ui.send(Msg::Page(ui.list_request(), rows()))
    });
}
