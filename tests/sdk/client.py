"""What an admin's script does with Microsoft's Python SDK, on the embedded service.

client.py URL, with the token in ENLIST_TOKEN. Ends with an exception at the first difference.
"""

import asyncio
import os
import sys

from kiota_abstractions.api_error import APIError
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.device_management.device_enrollment_configurations.device_enrollment_configurations_request_builder import (
    DeviceEnrollmentConfigurationsRequestBuilder as Configurations,
)
from msgraph.generated.device_management.device_enrollment_configurations.item.assign.assign_post_request_body import (
    AssignPostRequestBody,
)
from msgraph.generated.device_management.device_enrollment_configurations.item.device_enrollment_configuration_item_request_builder import (
    DeviceEnrollmentConfigurationItemRequestBuilder as ConfigurationItem,
)
from msgraph.generated.device_management.device_enrollment_configurations.item.set_priority.set_priority_post_request_body import (
    SetPriorityPostRequestBody,
)
from msgraph.generated.devices.devices_request_builder import DevicesRequestBuilder as Devices
from msgraph.generated.models.all_licensed_users_assignment_target import (
    AllLicensedUsersAssignmentTarget,
)
from msgraph.generated.models.enrollment_configuration_assignment import (
    EnrollmentConfigurationAssignment,
)
from msgraph.generated.models.group_assignment_target import GroupAssignmentTarget
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.windows10_enrollment_completion_page_configuration import (
    Windows10EnrollmentCompletionPageConfiguration,
)
from msgraph.generated.users.users_request_builder import UsersRequestBuilder as Users
from msgraph_core.tasks.page_iterator import PageIterator


class Token(AccessTokenProvider):
    async def get_authorization_token(self, uri, additional_authentication_context={}):
        return os.environ["ENLIST_TOKEN"]

    def get_allowed_hosts_validator(self):
        return AllowedHostsValidator(["127.0.0.1"])


def same(found, expected, what):
    if found != expected:
        raise SystemExit(f"{what}: {found!r}, not {expected!r}")
    print(f"ok  {what}")


def query(kind, **options):
    parameters = kind(**options)
    return RequestConfiguration(query_parameters=parameters)


async def refused(request, status, what):
    try:
        await request
    except APIError as error:
        same(error.response_status_code, status, what)
        if not isinstance(error, ODataError) or not error.error.message:
            raise SystemExit(f"{what}: the error has no message")
        return
    raise SystemExit(f"{what}: it was not refused")


async def main(url):
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Token()))
    adapter.base_url = f"{url}/v1.0"
    graph = GraphServiceClient(request_adapter=adapter)
    configurations = graph.device_management.device_enrollment_configurations
    listing = Configurations.DeviceEnrollmentConfigurationsRequestBuilderGetQueryParameters

    everything = await configurations.get()
    same(len(everything.value), 17, "list")
    unnamed = [one for one in everything.value if one.odata_type is None]
    same([one.id.split("_")[1] for one in unnamed], ["WindowsRestore"], "a row without a type")

    seen = []
    first = await configurations.get(query(listing, top=4))
    same(first.odata_next_link is not None, True, "the first of several pages")
    pages = PageIterator(first, adapter)
    await pages.iterate(lambda one: seen.append(one.id) or True)
    same(seen, [one.id for one in everything.value], "paging")

    page = await configurations.get(
        query(
            listing,
            expand=["assignments"],
            filter="displayName eq 'Corp ESP'",
            select=["id", "displayName"],
            count=True,
        )
    )
    same(page.odata_count, 1, "filter and count")
    corp = page.value[0]
    same(type(corp), Windows10EnrollmentCompletionPageConfiguration, "the type of a row")
    same(corp.priority, None, "select")
    same(len(corp.assignments), 4, "expand in a list")
    same(await configurations.count.get(), 17, "$count")
    ordered = await configurations.get(query(listing, orderby=["priority desc"], skip=1, top=1))
    same(len(ordered.value), 1, "orderby and skip")
    await refused(configurations.get(query(listing, search='"corp"')), 400, "search is refused")

    one = configurations.by_device_enrollment_configuration_id(corp.id)
    item = ConfigurationItem.DeviceEnrollmentConfigurationItemRequestBuilderGetQueryParameters
    whole = await one.get(query(item, expand=["assignments"]))
    same(len(whole.assignments), 4, "expand of one")
    rows = (await one.assignments.get()).value
    same(await one.assignments.count.get(), 4, "$count of assignments")

    # The SDK sends no type for the assignment: the path says what it is.
    group = "c3dd75f6-8085-48e6-ac92-5f09a227f039"
    changed = EnrollmentConfigurationAssignment(target=GroupAssignmentTarget(group_id=group))
    row = one.assignments.by_enrollment_configuration_assignment_id(rows[0].id)
    answer = await row.patch(changed)
    same(answer.target.group_id, group, "patch")
    await refused(row.get(), 404, "the assignment has another id after that")
    moved = one.assignments.by_enrollment_configuration_assignment_id(answer.id)
    same((await moved.get()).target.group_id, group, "the patch read back")

    body = AssignPostRequestBody(
        enrollment_configuration_assignments=[
            EnrollmentConfigurationAssignment(target=AllLicensedUsersAssignmentTarget()),
            changed,
        ]
    )
    await one.assign.post(body)
    kinds = [type(row.target) for row in (await one.assignments.get()).value]
    same(kinds, [AllLicensedUsersAssignmentTarget, GroupAssignmentTarget], "assign")

    await one.set_priority.post(SetPriorityPostRequestBody(priority=2))
    same((await one.get()).priority, 2, "setPriority")
    beyond = SetPriorityPostRequestBody(priority=99)
    await refused(one.set_priority.post(beyond), 400, "setPriority beyond the end")

    same((await graph.me.get()).display_name, "Avery Admin", "me")
    users = await graph.users.get(
        query(Users.UsersRequestBuilderGetQueryParameters, top=2, select=["userPrincipalName"])
    )
    same(users.value[0].user_principal_name, "admin@contoso.com", "users")
    devices = query(Devices.DevicesRequestBuilderGetQueryParameters, count=True, top=1)
    await refused(graph.devices.get(devices), 400, "counting devices without the header")
    devices.headers.add("ConsistencyLevel", "eventual")
    same((await graph.devices.get(devices)).odata_count, 6, "devices")
    name = (await graph.groups.by_group_id(group).get()).display_name
    same(name, "Engineering", "a group")


asyncio.run(main(sys.argv[1]))
