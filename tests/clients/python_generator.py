# Reads a filtered list with the client that openapi-generator makes for Python.
import json
import sys

import openapi_client

origin, token, account = sys.argv[1:]
configuration = openapi_client.Configuration(host=origin, access_token=token)
with openapi_client.ApiClient(configuration) as client:
    page = openapi_client.UnifiedApi(client).list_unified(
        integrated_account_id=account,
        engagement_type="call",
        updated_at_gte="2020-01-01",
        truto_exclude_fields=["content"],
        limit=5,
    )
    records = json.loads(page.to_json())["result"]
print(json.dumps([[record["id"], record["engagement_type"]] for record in records]))
