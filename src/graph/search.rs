//! Finding groups, assignment filters and scope tags by name.
//!
//! Belongs here: what an admin chooses from. Does not belong here: the names of known IDs (`names`).

use std::collections::HashSet;

use super::Client;
use super::directory::shown_name;
use super::page::Pages;
use super::send::Call;
use super::user::user_of;
use crate::domain::{AssignmentFilter, Group, ObjectId, RawObject, RequestError, User, paths};

/// The most groups that one search returns: nobody would read more.
const MOST_FOUND: usize = 20;

#[derive(serde::Deserialize)]
struct GroupList {
    value: Vec<RawObject>,
}

impl Client {
    /// Groups whose name begins like this, or has words that do; the former first.
    ///
    /// `startswith` finds what a name begins with to the letter, `$search` words anywhere in it
    /// (<https://learn.microsoft.com/graph/search-query-parameter>). Both are asked at once.
    ///
    /// # Errors
    /// Every kind of [`RequestError`], where neither was answered.
    pub async fn groups_like(&self, typed: &str) -> Result<Vec<Group>, RequestError> {
        let begins = format!("$filter={}", paths::encode(&starts_with(typed)));
        let has = format!("$search={}&$count=true", paths::encode(&words_like(typed)));
        let (begins, has) = tokio::join!(self.some_groups(&begins), self.some_groups(&has));
        let (mut found, more) = match (begins, has) {
            (Ok(begins), has) => (begins, has.unwrap_or_default()),
            (Err(_), Ok(has)) => (has, Vec::new()),
            (Err(error), Err(_)) => return Err(error),
        };
        for group in more {
            if !found.iter().any(|known| known.id == group.id) {
                found.push(group);
            }
        }
        found.truncate(MOST_FOUND);
        Ok(found)
    }

    async fn some_groups(&self, query: &str) -> Result<Vec<Group>, RequestError> {
        let path = format!(
            "/v1.0/groups?{query}&$select={}&$top={MOST_FOUND}",
            Group::PROPERTIES
        );
        let found: GroupList = self.read(&Call::get(path).advanced()).await?.json()?;
        Ok(found.value.iter().filter_map(Group::from_raw).collect())
    }

    /// The groups with exactly this display name, each with its id.
    pub async fn groups_named(&self, name: &str) -> Result<Vec<(ObjectId, String)>, RequestError> {
        let filter = format!("displayName eq '{}'", quoted(name));
        let path = format!(
            "/v1.0/groups?$filter={}&$select={}",
            paths::encode(&filter),
            Group::PROPERTIES
        );
        let found = Pages::<RawObject>::new(self, path).all().await?;
        let groups = found.iter().filter_map(Group::from_raw);
        Ok(groups.map(|group| (group.id, group.name)).collect())
    }

    /// Users whose user principal name or display name begins like this.
    ///
    /// # Errors
    /// Every kind of [`RequestError`], where neither was answered.
    pub async fn users_like(&self, typed: &str) -> Result<Vec<User>, RequestError> {
        let (by_address, by_name) = tokio::join!(
            self.users_with("userPrincipalName", typed),
            self.users_with("displayName", typed)
        );
        let mut found = match (by_address, by_name) {
            (Err(error), Err(_)) => return Err(error),
            (by_address, by_name) => [by_address, by_name].into_iter().flatten().flatten(),
        }
        .collect::<Vec<_>>();
        let mut seen = HashSet::new();
        found.retain(|user: &User| seen.insert(user.id.clone()));
        Ok(found)
    }

    async fn users_with(&self, property: &str, typed: &str) -> Result<Vec<User>, RequestError> {
        let filter = format!("startswith({property},'{}')", quoted(typed.trim()));
        let path = format!(
            "/v1.0/users?$filter={}&$select=id,displayName,userPrincipalName&$top={MOST_FOUND}",
            paths::encode(&filter)
        );
        let found: GroupList = self.read(&Call::get(path)).await?.json()?;
        Ok(found.value.iter().filter_map(user_of).collect())
    }

    /// The assignment filters of the tenant, by name. Only beta has them.
    pub async fn filters(&self) -> Result<Vec<AssignmentFilter>, RequestError> {
        let path = "/beta/deviceManagement/assignmentFilters?$select=id,displayName,platform";
        let found = Pages::<RawObject>::new(self, path.to_owned()).all().await?;
        let mut filters: Vec<_> = found
            .iter()
            .filter_map(AssignmentFilter::from_raw)
            .collect();
        filters.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        Ok(filters)
    }

    /// The scope tags of the tenant, each id with its display name. Only beta has them.
    pub async fn scope_tags(&self) -> Result<Vec<(String, String)>, RequestError> {
        let path = "/beta/deviceManagement/roleScopeTags?$select=id,displayName";
        let found = Pages::<RawObject>::new(self, path.to_owned()).all().await?;
        let named = |raw: &RawObject| Some((raw.text("id")?, shown_name(raw)));
        Ok(found.iter().filter_map(named).collect())
    }
}

/// A quote inside text is doubled (`OData` 4.01, URL conventions, section 5.1.1.14.1).
fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}

fn starts_with(typed: &str) -> String {
    format!("startswith(displayName,'{}')", quoted(typed.trim()))
}

/// What `$search` takes: the text in quotes, with those in it, and backslashes, escaped.
fn words_like(typed: &str) -> String {
    let escaped = typed.trim().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"displayName:{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_leave_its_quotes() {
        assert_eq!(
            starts_with(" o'brien' or 1 eq 1 "),
            "startswith(displayName,'o''brien'' or 1 eq 1')"
        );
        assert_eq!(words_like(r#"a" OR "b\"#), r#""displayName:a\" OR \"b\\""#);
    }
}
