//! Which configurations the service itself says apply to a user, and whether that matches the rules.

use serde::{Deserialize, Serialize};

use super::{
    Candidate, Configuration, ConfigurationType, DecidedBy, Explanation, Fit, Row, Rule, TargetKind,
};

/// The configurations that apply to a user, as the service answers. It knows neither the device nor the
/// enrollment method, so this is at best a starting point.
///
/// The form of the answer is not documented: none, one or several rows of a type, with or without defaults,
/// with all properties or only the common ones. The rows are kept unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectiveConfigurations {
    /// The rows, in the order of the answer.
    pub rows: Vec<Configuration>,
}

/// The service's answer for one type and platform, compared with the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison<'a> {
    /// The configuration that the service names; none if it names none of the type.
    pub named: Option<&'a Configuration>,
    /// Whether it is one of those that may apply; none if that cannot be told, because the service names
    /// none and may leave out defaults, or because the rule of the type is not known.
    pub agrees: Option<bool>,
    /// What may apply by the rules while the device is not known, in the order of the checks.
    pub possible: Vec<&'a Configuration>,
    /// What can explain a difference.
    pub reasons: Vec<Reason>,
}

/// What can explain that the service names another configuration than the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "reason", rename_all = "kebab-case")
)]
pub enum Reason {
    /// A change of members or assignments is still being processed.
    Processing,
    /// Nested and dynamic groups may count differently.
    Groups,
    /// The service does not know the device, so it cannot apply filters.
    Filter,
    /// The service does not know the device, so device rows may not count.
    Device,
    /// All users means users with a license.
    Licence,
    /// A configuration is hidden from this admin.
    ScopeTags,
    /// The list that the rules were applied to is incomplete.
    PartialList,
    /// The answer may not cover the type.
    TypeLeftOut,
}

impl Reason {
    /// The word of JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Groups => "groups",
            Self::Filter => "filter",
            Self::Device => "device",
            Self::Licence => "licence",
            Self::ScopeTags => "scope-tags",
            Self::PartialList => "partial-list",
            Self::TypeLeftOut => "type-left-out",
        }
    }
}

impl EffectiveConfigurations {
    /// The configuration that the answer contains for a type and a platform: the first in the order in
    /// which the service applies them, a default last. If a row has no type or platform, both are taken
    /// from the list if it contains the ID.
    #[must_use]
    pub fn for_type<'a>(
        &'a self,
        kind: &ConfigurationType,
        platform: Option<&str>,
        listed: &'a [Row],
    ) -> Option<&'a Configuration> {
        self.known(listed)
            .filter(|row| row.kind == *kind && row.platform.as_deref() == platform)
            .min_by(|a, b| a.order(b))
    }

    /// The answer for one type and platform, compared with the rules for a complete or incomplete list.
    #[must_use]
    pub fn compare<'a>(
        &'a self,
        with: &Explanation<'a>,
        listed: &'a [Row],
        is_whole: bool,
    ) -> Comparison<'a> {
        let possible = possible(with);
        let is_possible = |one: &Configuration| possible.iter().any(|it| it.id == one.id);
        let of_type = self.for_type(with.kind, with.platform, listed);
        // The default of another type may be the one that is left here.
        let named = of_type.or_else(|| {
            let mut known = self.known(listed);
            known.find(|row| row.is_default() && is_possible(row))
        });
        let agrees = match named {
            _ if with.rule == Rule::NotKnown => None,
            Some(named) => Some(is_possible(named)),
            None => is_certain_for_user(with).then_some(false),
        };
        let reasons = match agrees {
            Some(false) => self.reasons(with, named, listed, is_whole),
            _ => Vec::new(),
        };
        Comparison {
            named,
            agrees,
            possible,
            reasons,
        }
    }

    /// What the answer names besides: configurations of types that the list does not contain.
    #[must_use]
    pub fn others<'a>(
        &'a self,
        explained: &[Explanation<'_>],
        listed: &'a [Row],
    ) -> Vec<&'a Configuration> {
        let is_of = |one: &Explanation<'_>, row: &Configuration| {
            *one.kind == row.kind && one.platform == row.platform.as_deref()
        };
        self.known(listed)
            .filter(|row| !explained.iter().any(|one| is_of(one, row)))
            .collect()
    }

    /// How many rows of the answer could not be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        let is_unreadable = |row: &&Configuration| row.unreadable.is_some();
        self.rows.iter().filter(is_unreadable).count()
    }

    /// The rows that can be identified, each as it is in the list, if it is there.
    fn known<'a>(&'a self, listed: &'a [Row]) -> impl Iterator<Item = &'a Configuration> {
        let rows = self.rows.iter().filter(|row| row.unreadable.is_none());
        rows.map(|row| {
            let mut all = listed.iter().map(|it| &it.configuration);
            all.find(|it| it.id == row.id && it.unreadable.is_none())
                .unwrap_or(row)
        })
    }

    fn reasons(
        &self,
        with: &Explanation<'_>,
        named: Option<&Configuration>,
        listed: &[Row],
        is_whole: bool,
    ) -> Vec<Reason> {
        let of_named = listed
            .iter()
            .filter(|row| named.is_some_and(|named| named.id == row.configuration.id));
        let targets = || {
            let candidates = with.candidates.iter().filter_map(|one| one.assignment);
            let all = candidates.chain(of_named.clone().flat_map(|row| &row.assignments));
            all.map(|assignment| &assignment.target)
        };
        let is_group = |kind| {
            use TargetKind::{Exclusion, Group, ScopeTagGroup};
            matches!(kind, Group | Exclusion | ScopeTagGroup)
        };
        let is_of_device = |one: &Candidate<'_>| one.by == DecidedBy::Device;
        let is_kind = |row: &Configuration| row.kind == *with.kind;
        [
            (Reason::Processing, true),
            (
                Reason::Groups,
                targets().any(|target| is_group(target.kind())),
            ),
            (
                Reason::Filter,
                targets().any(|target| target.filter().is_some()),
            ),
            (Reason::Device, with.candidates.iter().any(is_of_device)),
            (
                Reason::Licence,
                targets().any(|target| target.kind() == TargetKind::AllUsers),
            ),
            (
                Reason::ScopeTags,
                named.is_some() && of_named.clone().next().is_none(),
            ),
            (Reason::PartialList, !is_whole),
            (Reason::TypeLeftOut, !self.known(listed).any(is_kind)),
        ]
        .into_iter()
        .filter_map(|(reason, is_so)| is_so.then_some(reason))
        .collect()
    }
}

/// What may apply while the device is not known: everything up to and including the first that is certain
/// for the user.
fn possible<'a>(explained: &Explanation<'a>) -> Vec<&'a Configuration> {
    let mut found: Vec<&Configuration> = Vec::new();
    for one in &explained.candidates {
        if matches!(one.fit, Fit::Excluded | Fit::NeverReached(_)) {
            continue;
        }
        if found.iter().all(|it| it.id != one.configuration.id) {
            found.push(one.configuration);
        }
        if one.by != DecidedBy::Device && one.fit == Fit::Fits {
            break;
        }
    }
    found
}

/// Whether anything but a default is certain for the user of an unknown device.
fn is_certain_for_user(explained: &Explanation<'_>) -> bool {
    let is_certain = |one: &Candidate<'_>| one.by == DecidedBy::User && one.fit == Fit::Fits;
    explained.candidates.iter().any(is_certain)
}

#[cfg(test)]
#[path = "effective_tests.rs"]
mod tests;
