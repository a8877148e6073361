//! Pictures of the panes: long names, the filter, the details alone, wide screens.

use enlist::domain::ApiVersion;
use enlist::tui::store::msg::Msg;

use super::support::screen::{ScreenTest, read};
use super::{USUAL, shown};

/// Names that are too long and much alike.
fn long_names(size: (u16, u16)) -> ScreenTest {
    let names = [
        "CFG_WIN_U_BYOD_Allow_SecurityUpdateManagement",
        "CFG_WIN_U_CORP_Allow_SecurityUpdateManagement",
        "CFG_WIN_U_BYOD_Allow_SecurityUpdateManagement_Pilot",
        "CFG_WIN_U_BYOD_Block_SecurityUpdateManagement",
    ];
    let kind = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration";
    let rows = names.iter().enumerate().map(|(at, name)| {
        serde_json::json!({
            "@odata.type": kind, "platformType": "windows", "displayName": name, "priority": at + 1,
            "id": format!("n{at}_SinglePlatformRestriction"), "assignments": [],
        })
    });
    let json = rows.collect::<serde_json::Value>().to_string();
    let mut ui = ScreenTest::new(size);
    ui.keys("r").list(ApiVersion::Beta, read(&json));
    let timer = ui.model.panes.changed.timer;
    ui.send(Msg::Due(timer.unwrap())).keys("g");
    ui
}

#[test]
fn names_that_are_alike_are_told_apart() {
    shown("panes-long-names-80x24", &long_names(USUAL).picture());
    shown("panes-long-names-60x15", &long_names((60, 15)).picture());
    shown(
        "panes-long-names-by-change",
        &long_names(USUAL).keys("s s").picture(),
    );
}

#[test]
fn a_filter_says_why_a_row_was_found() {
    let mut ui = ScreenTest::with_every_subtype(USUAL, |_| {});
    shown("panes-filter-typed", &ui.keys("/").paste("sales").painted());
    shown("panes-filter-kept", &ui.keys("enter").painted());
}

#[test]
fn one_pane_at_a_time_and_all_of_them_on_wide_screens() {
    shown(
        "panes-details-60x15",
        &ScreenTest::new((60, 15)).keys("3").picture(),
    );
    shown(
        "panes-160x50",
        &ScreenTest::new((160, 50)).keys("2").painted(),
    );
    let mut ui = ScreenTest::with(USUAL, |start| start.capabilities.no_colour = true);
    shown("panes-attributes", &ui.keys("space 2").attributes());
}
