//! Reads for the question which configuration applies to somebody.

use futures_util::future::join;

use crate::domain::{ObjectId, RequestError};
use crate::graph::Client;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::explained::{Member, Subject};
use crate::tui::store::msg::Msg;

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
            return tell(Msg::Explained(id, member.map(Some)));
        }
        Subject::User(typed) => typed,
    };
    let user = match client.user(&typed).await {
        Ok(Some(user)) => user,
        Ok(None) => return tell(Msg::Explained(id, Ok(None))),
        Err(error) => return tell(Msg::Explained(id, Err(error))),
    };
    let member = async {
        let groups = client.groups_of(&user.id).await;
        let member = groups.map(|groups| Member {
            groups,
            user: Some(user.clone()),
        });
        tell(Msg::Explained(id, member.map(Some)));
    };
    let service = async {
        if ask_service {
            let answer = client.effective_configurations(&user.id).await;
            tell(Msg::Effective(id, answer));
        }
    };
    join(member, service).await;
}

async fn members_of(client: &Client, group: &ObjectId) -> Result<Member, RequestError> {
    Ok(Member {
        user: None,
        groups: client.groups_around(group).await?,
    })
}
