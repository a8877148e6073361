//! Reads for the question which configuration applies to somebody.

use futures_util::future::join;

use crate::domain::{ObjectId, RequestError, User};
use crate::graph::Client;
use crate::text;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::explained::{Found, Member, Subject};
use crate::tui::store::msg::Msg;

/// How many letters have to be right for a user to be found by them.
const FIRST_LETTERS: usize = 3;

/// Reads the groups of somebody and, where it is asked for, what the service itself answers for a user. Each is
/// told as soon as it is there.
pub(super) async fn explain(
    client: &Client,
    id: RequestId,
    subject: Subject,
    ask_service: bool,
    tell: impl Fn(Msg),
) {
    let typed = match subject {
        Subject::Group(group) => {
            let member = members_of(client, &group).await;
            return tell(Msg::Explained(id, member.map(Found::Member)));
        }
        Subject::User(typed) => typed,
    };
    let user = match client.user(&typed).await {
        Ok(Some(user)) => user,
        Ok(None) => {
            // Only a help: that it fails takes nothing away.
            let near = near(client, &typed).await.into_iter().collect();
            return tell(Msg::Explained(id, Ok(Found::Nobody(near))));
        }
        Err(error) => return tell(Msg::Explained(id, Err(error))),
    };
    let member = async {
        let groups = client.groups_of(&user.id).await;
        let member = groups.map(|groups| Member {
            groups,
            user: Some(user.clone()),
        });
        tell(Msg::Explained(id, member.map(Found::Member)));
    };
    let service = async {
        if ask_service {
            let answer = client.effective_configurations(&user.id).await;
            tell(Msg::Effective(id, answer));
        }
    };
    join(member, service).await;
}

/// The user whose principal name comes nearest to what was typed, among those that begin like it.
async fn near(client: &Client, typed: &str) -> Option<User> {
    let typed = typed.to_lowercase();
    let start: String = typed
        .split('@')
        .next()?
        .chars()
        .take(FIRST_LETTERS)
        .collect();
    if start.trim().is_empty() || ObjectId::parse(&typed).is_ok() {
        return None;
    }
    let users = client.users_like(&start).await.ok()?;
    let names = users.iter().map(|user| user.principal_name.as_str());
    let near = text::nearest(&typed, names)?.to_owned();
    users.into_iter().find(|user| user.principal_name == near)
}

async fn members_of(client: &Client, group: &ObjectId) -> Result<Member, RequestError> {
    Ok(Member {
        user: None,
        groups: client.groups_around(group).await?,
    })
}
