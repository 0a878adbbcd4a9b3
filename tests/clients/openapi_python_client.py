# Reads a filtered list with the client that openapi-python-client makes.
import json
import sys

from touchpoint_client import AuthenticatedClient
from touchpoint_client.api.unified import list_unified

origin, token, account = sys.argv[1:]
client = AuthenticatedClient(base_url=origin, token=token, raise_on_unexpected_status=True)
page = list_unified.sync(
    client=client,
    integrated_account_id=account,
    engagement_type="call",
    updated_atgte="2020-01-01",
    truto_exclude_fields=["content"],
    limit=5,
)
records = page.to_dict()["result"]
print(json.dumps([[record["id"], record["engagement_type"]] for record in records]))
