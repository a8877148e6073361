//! The line at the top: the place, the account, the age of the list, and anything unusual.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::View;
use crate::cloud::Cloud;
use crate::text;
use crate::tui::kit::put::put_at;
use crate::tui::kit::remote::Remote;
use crate::tui::store::Store;

/// What stands before everything else.
const NAME: &str = " enlist  ";
/// What stands between two parts.
const BETWEEN: &str = " · ";
/// Blanks between two parts at the right end.
const GAP: usize = 2;
/// Cells that a name keeps as long as there is anything else to shorten.
const LEAST: usize = 8;

/// Where the admin is and what may be done there, from the outside in.
#[must_use]
pub fn place(store: &Store) -> Vec<&str> {
    let mut place: Vec<&str> = Vec::new();
    place.extend(store.settings().profile.as_deref());
    place.extend(store.tenant.as_deref());
    place.extend(store.account.as_deref());
    place.extend(service(store));
    place.push(mode(store).unwrap_or("read-write"));
    place
}

/// The cloud or the host, unless it is the one that nearly every tenant is in.
fn service(store: &Store) -> Option<&str> {
    let service = store.start.service_name.as_str();
    (service != Cloud::default().title()).then_some(service)
}

/// Why nothing can be changed, if so.
fn mode(store: &Store) -> Option<&'static str> {
    if store.settings().read_only {
        Some("read-only")
    } else if store.lacks_write() {
        Some("read-only (rights)")
    } else {
        None
    }
}

/// The title of the terminal window: the tenant, and the profile or else the service.
#[must_use]
pub fn window_title(store: &Store) -> String {
    let profile = store.settings().profile.as_deref();
    let parts = [store.tenant.as_deref(), profile.or_else(|| service(store))];
    let parts = std::iter::once("enlist").chain(parts.into_iter().flatten());
    let whole = parts.collect::<Vec<_>>().join(BETWEEN);
    text::truncate(&text::clean(&whole), 100).into_owned()
}

pub(super) fn header(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    let width = usize::from(area.width);
    let right = right(view, width);
    let wide: usize = right
        .iter()
        .map(|(shown, _)| text::width(shown) + GAP)
        .sum();
    // One blank is enough at the edge.
    let mut column = (width + GAP - 1).saturating_sub(wide);
    let left = left(store, column.saturating_sub(1));
    let mut at = 0;
    let mut put = |column: usize, shown: &str, style: Style| {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        put_at(buffer, area, column, 0, shown, style);
    };
    for (part, shown) in &left {
        let style = match part {
            Part::Profile => theme.profile(store.settings().color),
            _ => theme.header(),
        };
        put(at, shown, style);
        at += text::width(shown);
    }
    for (shown, style) in right {
        put(column, &shown, style);
        column += text::width(&shown) + GAP;
    }
}

/// What stands at the right end, each with its style: marks, what is under way, that nothing can be changed,
/// and when the list was read. What there is no room for stands elsewhere as well, or waits.
fn right(view: View<'_>, width: usize) -> Vec<(String, Style)> {
    let View { store, theme, .. } = view;
    let marks = match (store.marked.len(), view.panes.mark_from.is_some()) {
        (0, false) => None,
        (0, true) => Some("range started".to_owned()),
        (count, false) => Some(format!("{count} marked")),
        (count, true) => Some(format!("{count} marked, range started")),
    };
    let under_way = if store.plan_running() {
        Some("plan running".to_owned())
    } else {
        let one = store.in_flight();
        one.map(|_| "1 change in flight".to_owned())
    };
    let mode = mode(store).map(|mode| format!(" {} ", mode.to_uppercase()));
    let (long, short) = age(store);
    let shown = |parts: [(Option<String>, Style); 4]| -> Vec<(String, Style)> {
        let parts = parts.into_iter();
        parts
            .filter_map(|(shown, style)| Some((shown.filter(|shown| !shown.is_empty())?, style)))
            .collect()
    };
    let with = |marks, age| {
        shown([
            (marks, Style::new()),
            (under_way.clone(), theme.header()),
            (mode.clone(), theme.picked()),
            (Some(age), Style::new()),
        ])
    };
    let wide = |parts: &[(String, Style)]| -> usize {
        parts
            .iter()
            .map(|(shown, _)| text::width(shown) + GAP)
            .sum()
    };
    // The footer names the marks as well.
    [with(marks.clone(), long), with(marks, short.clone())]
        .into_iter()
        .find(|parts| wide(parts) <= width / 2)
        .unwrap_or_else(|| with(None, short))
}

/// When the list was read, and how that stands now: at length, and in a word or two.
fn age(store: &Store) -> (String, String) {
    let read = read_at(store);
    let with = |what: &str| match &read {
        Some(read) => (format!("{read}, {what}"), what.to_owned()),
        None => (what.to_owned(), what.to_owned()),
    };
    let is_empty = store.rows().is_empty();
    match &store.list {
        Remote::NotAsked => <(String, String)>::default(),
        Remote::Loading { previous: None, .. } => with("reading…"),
        Remote::Loading { .. } => with("refreshing…"),
        Remote::Failed { .. } if is_empty => with("not loaded"),
        Remote::Failed { .. } if read.is_none() => with("partial"),
        Remote::Failed { error: None, .. } => with("refresh stopped"),
        Remote::Failed { .. } => with("refresh failed"),
        Remote::Ready {
            incomplete: Some(_),
            ..
        } => with("partial"),
        Remote::Ready { .. } if store.refreshing.pane.is_some() => with("refreshing…"),
        Remote::Ready { .. } => {
            let read = read.unwrap_or_default();
            (read.clone(), read)
        }
    }
}

/// When the list that is shown was read, by the local clock; with the day where that was another one.
fn read_at(store: &Store) -> Option<String> {
    let zone = &store.start.time_zone;
    let read = store.list_read?.to_zoned_datetime(zone.clone());
    let now = store.wall_clock()?.to_zoned_datetime(zone.clone());
    let form = if read.date() == now.date() {
        "read %H:%M"
    } else {
        "read %b %-d %H:%M"
    };
    Some(read.strftime(form).to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What says nothing of the tenant.
    Fixed,
    Profile,
    Tenant,
    Account,
    Service,
}

/// The place in so many cells. The service is left out first, then names are shortened: the tenant's, the
/// profile's, and last the account, which always stays.
fn left(store: &Store, width: usize) -> Vec<(Part, String)> {
    let named = |part, name: Option<&str>| name.map(|name| (part, text::clean(name).into_owned()));
    let mut names: Vec<(Part, String)> = [
        named(Part::Profile, store.settings().profile.as_deref()),
        named(Part::Tenant, store.tenant.as_deref()),
        named(Part::Account, store.account.as_deref()),
        named(Part::Service, service(store)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut begin = NAME;
    let over = |names: &[(Part, String)], begin: &str| {
        let names_wide: usize = names.iter().map(|(_, name)| text::width(name)).sum();
        let gaps = text::width(BETWEEN) * names.len().saturating_sub(1);
        (text::width(begin) + names_wide + gaps).saturating_sub(width)
    };
    if over(&names, begin) > 0 && names.len() > 1 {
        names.retain(|(part, _)| *part != Part::Service);
    }
    if over(&names, begin) > 0 && !names.is_empty() {
        begin = " ";
    }
    for part in [Part::Tenant, Part::Profile] {
        let over = over(&names, begin);
        shorten(&mut names, part, LEAST, over);
    }
    if over(&names, begin) > 0 && names.len() > 2 {
        names.retain(|(part, _)| *part != Part::Tenant);
    }
    for part in [Part::Account, Part::Service, Part::Tenant, Part::Profile] {
        let over = over(&names, begin);
        shorten(&mut names, part, 1, over);
    }
    let mut parts = vec![(Part::Fixed, begin.to_owned())];
    for (at, name) in names.into_iter().enumerate() {
        if at > 0 {
            parts.push((Part::Fixed, BETWEEN.to_owned()));
        }
        parts.push(name);
    }
    parts
}

/// Removes as many cells as necessary from the middle of a name, down to the minimum.
fn shorten(names: &mut [(Part, String)], part: Part, least: usize, over: usize) {
    let found = names.iter_mut().find(|(of, _)| *of == part);
    if let Some((_, name)) = found.filter(|_| over > 0) {
        let wide = text::width(name);
        let cells = wide.saturating_sub(over).max(least.min(wide));
        *name = text::cut_middle(name, cells);
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::Row;
    use crate::tui::app::update::tests::{Harness, row};
    use crate::tui::store::msg::Msg;

    fn shown(store: &Store, width: usize) -> String {
        left(store, width)
            .into_iter()
            .map(|(_, shown)| shown)
            .collect()
    }

    fn harness() -> Harness {
        let mut ui = Harness::new(false);
        let settings = &mut ui.model.store.start.settings;
        settings.profile = Some("production-europe".to_owned());
        ui.model.store.start.service_name = "Global".to_owned();
        ui.model.store.tenant = Some("Contoso Deutschland GmbH".to_owned());
        ui.model.store.account = Some("ada.lovelace@contoso.com".to_owned());
        ui
    }

    #[test]
    fn the_account_stays_whole_while_there_is_another_name_to_shorten() {
        let ui = harness();
        for width in 0..120 {
            let shown = shown(&ui.model.store, width);
            assert!(text::width(&shown) <= width.max(6), "{width}: {shown}");
            if width >= 48 {
                assert!(
                    shown.ends_with(" · ada.lovelace@contoso.com"),
                    "{width}: {shown}"
                );
                assert!(shown.contains("prod"), "{width}: {shown}");
            } else if width >= 24 {
                // Cut in the middle, with both ends.
                assert!(
                    shown.contains("a…") || shown.contains("…"),
                    "{width}: {shown}"
                );
                assert!(shown.ends_with("com"), "{width}: {shown}");
            }
        }
        assert_eq!(
            shown(&ui.model.store, 100),
            " enlist  production-europe · Contoso Deutschland GmbH · ada.lovelace@contoso.com"
        );
    }

    #[test]
    fn the_age_of_the_list_is_told_as_it_is() {
        let mut ui = harness();
        ui.model.store.start.time_zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(age(&ui.model.store).0, "", "the clock is not known yet");
        let read = |ui: &mut Harness, at: &str, rows: Vec<Row>| {
            let at: jiff::Timestamp = at.parse().unwrap();
            ui.send(Msg::Clock(at.as_second()));
            ui.reread(rows);
        };
        read(&mut ui, "2026-03-01T20:14:59Z", Vec::new());
        assert_eq!(age(&ui.model.store).0, "read 22:14");
        ui.key("ctrl-r");
        assert_eq!(
            age(&ui.model.store),
            (
                "read 22:14, refreshing…".to_owned(),
                "refreshing…".to_owned()
            )
        );
        ui.key("esc");
        assert_eq!(
            age(&ui.model.store).1,
            "not loaded",
            "there is no row to show"
        );
        // On the next day the day is told, until the list is read again.
        read(&mut ui, "2026-03-01T20:15:00Z", vec![row("corp", 1)]);
        ui.key("ctrl-r").key("esc");
        assert_eq!(age(&ui.model.store).0, "read 22:15, refresh stopped");
        let next_day: jiff::Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        ui.send(Msg::Clock(next_day.as_second()));
        assert_eq!(age(&ui.model.store).0, "read Mar 1 22:15, refresh stopped");
    }

    #[test]
    fn the_window_is_called_by_tenant_and_profile_without_control_characters() {
        let mut ui = harness();
        assert_eq!(
            window_title(&ui.model.store),
            "enlist · Contoso Deutschland GmbH · production-europe"
        );
        ui.model.store.tenant = Some("Evil\u{1b}]2;owned\u{7}\u{9c}\u{202e}".to_owned());
        ui.model.store.start.settings.profile = None;
        assert_eq!(window_title(&ui.model.store), "enlist · Evil]2;owned");
        ui.model.store.tenant = None;
        ui.model.store.start.service_name = "China".to_owned();
        assert_eq!(window_title(&ui.model.store), "enlist · China");
    }
}
