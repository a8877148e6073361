//! Selects configurations of the list by type, platform and search words.

use crate::cli::lookup::named;
use crate::cli::print::exit::Failure;
use crate::domain::{Configuration, ConfigurationType, Row};
use crate::text;
use crate::tui::kit::finder::{Finder, Haystack};
use crate::words::{self, Names};

pub(in crate::cli) struct Selection {
    kind: Option<ConfigurationType>,
    platform: Option<String>,
    finder: Option<Finder>,
}

impl Selection {
    /// Reads the flags. The rows add the types and platforms that only this tenant has.
    pub(in crate::cli) fn new(
        typed_kind: Option<&str>,
        typed_platform: Option<&str>,
        search: Option<&str>,
        rows: &[Row],
    ) -> Result<Self, Failure> {
        let kind = typed_kind.map(|typed| kind(typed, rows));
        let platform = typed_platform.map(|typed| platform(typed, rows));
        Ok(Self {
            kind: kind.transpose()?,
            platform: platform.transpose()?,
            finder: search.and_then(Finder::new),
        })
    }

    /// Whether a row is selected. Names are searched if they are known.
    pub(in crate::cli) fn takes(&mut self, row: &Row, names: &Names) -> bool {
        let Configuration { kind, platform, .. } = &row.configuration;
        // An unreadable configuration may be of any type.
        let is_unreadable = row.configuration.unreadable.is_some();
        (is_unreadable || self.kind.as_ref().is_none_or(|wanted| wanted == kind))
            && (is_unreadable || self.platform.is_none() || self.platform == *platform)
            && self
                .finder
                .as_mut()
                .is_none_or(|finder| finder.finds_row(&Haystack::of(row, names)))
    }
}

/// The type with this short name, name or `@odata.type`, or else the only one that starts like this.
fn kind(typed: &str, rows: &[Row]) -> Result<ConfigurationType, Failure> {
    let mut all: Vec<ConfigurationType> = ConfigurationType::known().collect();
    for row in rows {
        if !all.contains(&row.configuration.kind) {
            all.push(row.configuration.kind.clone());
        }
    }
    let typed = typed.trim_start_matches('#');
    let typed = typed.trim_start_matches("microsoft.graph.");
    one_of("type", typed, &all, |kind| {
        vec![
            words::type_word(kind).to_owned(),
            kind.title().to_owned(),
            kind.word().to_owned(),
        ]
    })
}

/// The platform with this Graph value or name, or else the only one that starts like this.
fn platform(typed: &str, rows: &[Row]) -> Result<String, Failure> {
    let mut all: Vec<String> = [
        "windows",
        "ios",
        "mac",
        "android",
        "androidForWork",
        "androidAosp",
        "tvos",
    ]
    .map(str::to_owned)
    .to_vec();
    for platform in rows
        .iter()
        .filter_map(|row| row.configuration.platform.as_ref())
    {
        if !all.contains(platform) {
            all.push(platform.clone());
        }
    }
    one_of("platform", typed, &all, |platform| {
        vec![platform.clone(), words::platform_title(platform).to_owned()]
    })
}

/// The one with this name, or else the only one whose name starts like this.
fn one_of<T: Clone>(
    what: &str,
    typed: &str,
    all: &[T],
    called: impl Fn(&T) -> Vec<String>,
) -> Result<T, Failure> {
    let wanted = text::clean(typed).to_lowercase();
    let fits = |how: fn(&str, &str) -> bool| {
        named::matching(all, |one| {
            let mut names = called(one).into_iter();
            !wanted.is_empty() && names.any(|name| how(&name.to_lowercase(), &wanted))
        })
    };
    let found = named::first_of([
        fits(|name, wanted| name == wanted),
        fits(|name, wanted| name.starts_with(wanted)),
    ]);
    let describe = |one: &T| called(one).join("  ");
    let none = found.is_empty();
    let found = named::only(what, typed, found, |one| describe(one));
    found.cloned().map_err(|failure| {
        if !none {
            return failure;
        }
        let all: Vec<String> = all.iter().map(describe).collect();
        failure.with_hint(&format!("known ones:\n{}", all.join("\n")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_named_in_any_of_its_ways() {
        for (typed, wanted) in [
            ("esp", ConfigurationType::Esp),
            ("Enrollment Status Page", ConfigurationType::Esp),
            ("enrollment s", ConfigurationType::Esp),
            (
                "#microsoft.graph.deviceEnrollmentLimitConfiguration",
                ConfigurationType::Limit,
            ),
            ("LIMIT", ConfigurationType::Limit),
            (
                "platform restriction",
                ConfigurationType::PlatformRestriction,
            ),
            (
                "platform-restrictions",
                ConfigurationType::PlatformRestrictions,
            ),
            ("hello", ConfigurationType::WindowsHello),
            ("noti", ConfigurationType::Notification),
        ] {
            let found = kind(typed, &[]);
            assert_eq!(found.ok(), Some(wanted), "{typed}");
        }
        for (typed, text) in [
            ("enroll", "2 match"),
            ("", "No type named"),
            ("espresso", "No type named"),
        ] {
            let failure = kind(typed, &[]).unwrap_err();
            assert!(failure.to_string().contains(text), "{failure}");
        }
    }

    #[test]
    fn a_platform_is_named_by_graph_or_by_its_label() {
        let found = |typed| platform(typed, &[]).ok();
        assert_eq!(found("macOS").as_deref(), Some("mac"));
        assert_eq!(found("IOS").as_deref(), Some("ios"));
        let work = found("android work profile");
        assert_eq!(work.as_deref(), Some("androidForWork"));
        // A complete name comes before longer ones that start with it.
        assert_eq!(found("android").as_deref(), Some("android"));
        assert_eq!(found("androidf").as_deref(), Some("androidForWork"));
        assert_eq!(found("androi"), None);
    }
}
