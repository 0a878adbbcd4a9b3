"""A program in another language beside `touchpoint serve`: it reads a list page by page, with nothing but Python.

    touchpoint serve --sandbox     # prints an address, a token and the accounts
    python3 crates/server/examples/beside.py http://127.0.0.1:8080 <token> <account>
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def pages(address, token, account):
    """Each page of the account's calls; the vendor's limit is waited out."""
    asked = {"integrated_account_id": account, "engagement_type": "call", "limit": "20"}
    while True:
        url = f"{address}/unified/crm/engagements?{urllib.parse.urlencode(asked)}"
        request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                page = json.load(reply)
        except urllib.error.HTTPError as refused:
            fault = json.load(refused)
            if refused.code == 429:
                time.sleep(int(refused.headers.get("retry-after", "10")))
                continue
            raise SystemExit(f"{refused.code} {fault.get('code')}: {fault.get('message')}")
        yield page["result"]
        if page["next_cursor"] is None:
            return
        asked["next_cursor"] = page["next_cursor"]


def main():
    address, token, account = sys.argv[1:4]
    count = 0
    for page in pages(address.rstrip("/"), token, account):
        for call in page:
            count += 1
            if count <= 3:
                print(call["id"], call.get("start_time"), call.get("subject"))
    if count == 0:
        raise SystemExit("no calls came")
    print(count, "calls")


main()
