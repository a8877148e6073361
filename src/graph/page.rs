//! Following `@odata.nextLink` (<https://learn.microsoft.com/graph/paging>), and how far.

use std::collections::HashSet;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::send::Call;
use super::{Answer, Client};
use crate::domain::{Facts, RawObject, RequestError};

/// More pages than any tenant has; a service that returns more is in a loop.
const MOST_PAGES: usize = 1_000;

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

/// A collection, page by page.
pub(super) struct Pages<'a, T = RawObject> {
    client: &'a Client,
    kind: PhantomData<T>,
    next: Option<String>,
    seen: HashSet<String>,
    is_advanced: bool,
    facts: Option<Facts>,
}

impl<'a, T: DeserializeOwned> Pages<'a, T> {
    pub(super) fn new(client: &'a Client, path: String) -> Self {
        Self {
            client,
            kind: PhantomData,
            next: Some(path),
            seen: HashSet::new(),
            is_advanced: false,
            facts: None,
        }
    }

    /// The same for an advanced query of the directory
    /// (<https://learn.microsoft.com/graph/aad-advanced-queries>).
    pub(super) fn advanced(client: &'a Client, path: String) -> Self {
        Self {
            is_advanced: true,
            ..Self::new(client, path)
        }
    }

    /// The next page; none after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<T>>, RequestError> {
        let Some(path) = self.next.take() else {
            return Ok(None);
        };
        let call = Call::get(path.clone());
        let call = if self.is_advanced {
            call.advanced()
        } else {
            call
        };
        let answer = self.client.read(&call).await?;
        self.take(path, &answer).map(Some)
    }

    /// The page in the answer to this path, however it was requested.
    pub(super) fn take(&mut self, path: String, answer: &Answer) -> Result<Vec<T>, RequestError> {
        self.seen.insert(path);
        self.next = None;
        self.facts = Some(answer.facts.clone());
        let page: Page<T> = answer.json()?;
        if let Some(link) = page.next {
            let path = self
                .follow(&link)
                .map_err(|reason| malformed(answer, reason))?;
            self.next = Some(path);
        }
        Ok(page.value)
    }

    /// The request that the last page answered.
    pub(super) const fn facts(&self) -> Option<&Facts> {
        self.facts.as_ref()
    }

    pub(super) async fn all(self) -> Result<Vec<T>, RequestError> {
        self.rest_of(Vec::new()).await
    }

    /// All remaining pages, appended to what is there.
    pub(super) async fn rest_of(mut self, mut rows: Vec<T>) -> Result<Vec<T>, RequestError> {
        while let Some(page) = self.next().await? {
            rows.extend(page);
        }
        Ok(rows)
    }

    /// The path of a link, if the token may be sent there.
    fn follow(&self, link: &str) -> Result<String, &'static str> {
        let base = &self.client.0.url;
        let url = Url::parse(link).map_err(|_| "the link to the next page is not a URL")?;
        if !base.same_origin(&url) {
            return Err("the link to the next page leads to another host");
        }
        let path = url
            .as_str()
            .strip_prefix(base.as_str())
            .filter(|path| path.starts_with('/'))
            .ok_or("the link to the next page leads outside Graph")?;
        if self.seen.contains(path) {
            return Err("the links to the next page form a loop");
        }
        if self.seen.len() >= MOST_PAGES {
            return Err("the list has more than 1,000 pages");
        }
        Ok(path.to_owned())
    }
}

fn malformed(answer: &Answer, reason: &str) -> RequestError {
    RequestError::Malformed {
        facts: Box::new(answer.facts.clone()),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Tokens;
    use crate::config::Settings;

    #[test]
    fn more_than_a_thousand_pages_are_an_error() {
        let settings = Settings::default();
        let client = Client::new(&settings, Tokens::bearer("token"));
        let mut pages: Pages = Pages::new(&client, "/beta/x".to_owned());
        let link = format!("{}/beta/x?page=next", settings.graph_url);
        pages.seen = (1..MOST_PAGES).map(|page| page.to_string()).collect();
        assert_eq!(pages.follow(&link), Ok("/beta/x?page=next".to_owned()));
        pages.seen.insert(MOST_PAGES.to_string());
        assert_eq!(
            pages.follow(&link),
            Err("the list has more than 1,000 pages")
        );
    }
}
