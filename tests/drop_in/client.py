# The reference's own Python SDK, as its README uses it.
#
#   python client.py ORIGIN TOKEN < questions.json
#
# Questions are a list of queries; the answer is a list of { ids }, or { status }. A text `@time:…` is a
# datetime without a zone. `@first` asks for the first record alone, `@page` for one page as it is, `@refusal` for
# what a refusal says: the SDK throws it away, so the same call is made beside it.
import asyncio
import datetime
import json
import sys

import aiohttp
from truto_python_sdk import TrutoApi
from truto_python_sdk.dict_to_query_string import dict_to_query_string

origin, token = sys.argv[1:]


def held(value):
    if isinstance(value, dict):
        return {key: held(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [held(inner) for inner in value]
    if isinstance(value, str) and value.startswith("@time:"):
        return datetime.datetime.fromisoformat(value.removeprefix("@time:"))
    return value


async def answer(api, question):
    try:
        if question.get("@accounts"):
            found = api.integrated_accounts.list(**question["@accounts"])
            return {"ids": [account["id"] async for account in found]}
        if question.get("@token"):
            made = await api.integrated_accounts.create_integrated_account_token(question["@token"])
            return {"token": bool(made["integrated_account_token"])}
        if question.get("@first"):
            found = api.unified_api.list("crm", "engagements", held(question["@first"]))
            first = await anext(found, None)
            return {"first": first and first["id"]}
        if question.get("@page"):
            found = api.unified_api.list("crm", "engagements", held(question["@page"]))
            return {"page": await found.next_page(), "goes_on": found.next_cursor is not None}
        if question.get("@refusal"):
            return await refusal(api, held(question["@refusal"]))
        found = api.unified_api.list("crm", "engagements", held(question))
        return {"ids": [record["id"] async for record in found]}
    except aiohttp.ClientResponseError as fault:
        return {"status": fault.status}


async def refusal(api, query):
    try:
        await api.unified_api.list("crm", "engagements", dict(query)).next_page()
        return {"status": 200}
    except aiohttp.ClientResponseError as fault:
        status = fault.status
    url = f"{api.base_url}/unified/crm/engagements?{dict_to_query_string(query)}"
    async with aiohttp.ClientSession() as session:
        async with session.get(url, headers=api.headers) as response:
            body = await response.json()
    return {"status": status, "insight": body.get("truto_error_insight")}


async def main():
    api = TrutoApi(token, origin)
    print(json.dumps([await answer(api, question) for question in json.load(sys.stdin)]))


asyncio.run(main())
