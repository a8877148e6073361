//! Reads the data that explains which configurations apply to a user or group.

use futures_util::future::join;

use crate::domain::{ObjectId, RequestError, User};
use crate::graph::Client;
use crate::text;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::explained::{Found, Member, Subject};
use crate::tui::store::msg::Msg;

/// How many of the first letters must be right to find a user with a similar name.
const FIRST_LETTERS: usize = 3;

/// Reads the groups of a user or group and, if requested, the service's own answer for a user. Each result
/// is sent as soon as it arrives.
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
            // Suggestions are only a help, so a failure is ignored.
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

/// Returns the user whose principal name is closest to the typed text, among those with the same beginning.
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
