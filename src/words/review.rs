//! What is said before a change is sent: exactly what, why so, and what follows from it.

use super::target::filter;
use super::{Line, Names, Role, group_digits, target};
use crate::domain::{Change, MemberCount, WriteRequest};

/// Everything that a review shows.
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    /// The change.
    pub change: &'a Change,
    /// The request that makes it.
    pub request: &'a WriteRequest,
    /// The tenant, or the service where its name is not known.
    pub tenant: &'a str,
    /// Names by id.
    pub names: &'a Names,
    /// Members of the group before the change, as far as known.
    pub count_before: Option<MemberCount>,
    /// Members of the group after the change, as far as known.
    pub count_after: Option<MemberCount>,
}

/// The review as lines. What stands under "Request" is what is sent, to the letter.
#[must_use]
pub fn review(review: &Review<'_>) -> Vec<Line> {
    let Review {
        change,
        request,
        tenant,
        names,
        ..
    } = review;
    let mut lines = vec![
        Line::new(
            Role::Title,
            format!("{} · tenant {tenant}", change.configuration_name),
        ),
        Line::new(
            Role::Old,
            format!(
                "old  {}{}",
                target(&change.before, names),
                members(review.count_before)
            ),
        ),
        Line::new(
            Role::New,
            format!(
                "new  {}{}",
                target(&change.after, names),
                members(review.count_after)
            ),
        ),
    ];
    if let Some(kept) = change.after.filter() {
        lines.push(Line::new(
            Role::Text,
            format!("filter kept: {}", filter(kept)),
        ));
    }
    lines.push(Line::new(
        Role::Warn,
        "Acts on new enrollments only; devices that are enrolled stay as they are.",
    ));
    lines.push(Line::new(
        Role::Text,
        format!("Request, to {} ({})", request.version, request.why),
    ));
    lines.push(Line::new(
        Role::Code,
        format!("{} {}", request.method, request.path),
    ));
    lines.extend(
        request
            .pretty_body
            .lines()
            .map(|line| Line::new(Role::Code, line)),
    );
    lines
}

fn members(count: Option<MemberCount>) -> String {
    count.map_or_else(String::new, |MemberCount { users, devices }| {
        format!(
            " · {} users, {} devices",
            group_digits(users),
            group_digits(devices)
        )
    })
}
