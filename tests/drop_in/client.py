# The reference's own Python SDK, as its README uses it.
#
#   python client.py ORIGIN TOKEN < questions.json
#
# Questions are a list of queries; the answer is a list of { ids }, or { status }. A text `@time:…` is a
# datetime without a zone.
import asyncio
import datetime
import json
import sys

import aiohttp
from truto_python_sdk import TrutoApi

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
        found = api.unified_api.list("crm", "engagements", held(question))
        return {"ids": [record["id"] async for record in found]}
    except aiohttp.ClientResponseError as fault:
        return {"status": fault.status}


async def main():
    api = TrutoApi(token, origin)
    print(json.dumps([await answer(api, question) for question in json.load(sys.stdin)]))


asyncio.run(main())
