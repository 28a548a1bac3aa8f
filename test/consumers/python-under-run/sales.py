"""Code in another language, which calls the service that UNDERSTUDY_URL names."""
import json
import os
import sys
import urllib.error
import urllib.request

root = os.environ["UNDERSTUDY_URL"]


def send(method, path, body=None):
    request = urllib.request.Request(
        root + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer t", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


catalog = "9b1c6f0e-8d4a-4e0b-a7c2-61d35f7e2a90"
sales = {"catalogId": catalog, "displayName": "Sales", "description": "Sales tools"}
status, created = send("POST", "/accessPackages", sales)
assert status == 201, created
if "leave-contract" in sys.argv:
    status, _ = send("PUT", "/accessPackages/" + created["id"], sales)
    assert status == 405
print("python is done")
