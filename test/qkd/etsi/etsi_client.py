"""Drives a pair of key managers by ETSI GS QKD 014 v1.1.1, with nothing but Python's standard library.

Written from the text of the standard (clauses 5 and 6), apart from the code that it tests.
Usage: etsi_client.py FOLDER MASTER_KME_URL SLAVE_KME_URL
The folder holds authority.crt and, for the SAEs alice, bob and bea, NAME.crt and NAME.key.
Prints one JSON document: what was checked. Ends with 1 and a reason when something is not as the standard says.
"""

import base64
import http.client
import json
import ssl
import sys
import threading
import urllib.parse
import uuid

FOLDER, MASTER_URL, SLAVE_URL = sys.argv[1:4]
CHECKED = []


def check(what, holds, detail=""):
    if not holds:
        sys.exit(f"{what}: does not hold. {detail}")
    CHECKED.append(what)


def tls_context(sae):
    context = ssl.create_default_context(cafile=f"{FOLDER}/authority.crt")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if sae is not None:
        context.load_cert_chain(f"{FOLDER}/{sae}.crt", f"{FOLDER}/{sae}.key")
    return context


class Sae:
    """A secure application entity: one certificate, one key manager."""

    def __init__(self, name, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.context = tls_context(name)

    def call(self, method, path, body=None, raw=None):
        connection = http.client.HTTPSConnection(self.host, context=self.context, timeout=10)
        content = raw if raw is not None else (None if body is None else json.dumps(body))
        headers = {} if content is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, f"/api/v1/keys/{path}", content, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


def is_uuid(text):
    return str(uuid.UUID(text)) == text.lower()


def key_bytes(element):
    return base64.b64decode(element["key"], validate=True)


alice, bob, bea = Sae("alice", MASTER_URL), Sae("bob", SLAVE_URL), Sae("bea", SLAVE_URL)

# Clause 5.1, table 8: status.
status, document = alice.call("GET", "bob/status")
check("status is 200", status == 200, document)
NUMBERS = ["key_size", "stored_key_count", "max_key_count", "max_key_per_request", "max_key_size", "min_key_size",
           "max_SAE_ID_count"]
for name in NUMBERS:
    check(f"status has the integer {name}", type(document.get(name)) is int, document)
for name in ["source_KME_ID", "target_KME_ID", "master_SAE_ID", "slave_SAE_ID"]:
    check(f"status has the string {name}", isinstance(document.get(name), str), document)
check("status names the SAEs", (document["master_SAE_ID"], document["slave_SAE_ID"]) == ("alice", "bob"), document)
check("the key size is in its bounds", document["min_key_size"] <= document["key_size"] <= document["max_key_size"])
check("no more keys are stored than may be", document["stored_key_count"] <= document["max_key_count"])
check("the status says that the link is simulated", document["status_extension"]["simulated"] is True)
key_size = document["key_size"]

# Clause 5.2: enc_keys with POST, number and size.
status, container = alice.call("POST", "bob/enc_keys", {"number": 3, "size": 1024})
check("enc_keys is 200", status == 200, container)
keys = container["keys"]
check("as many keys as asked for", len(keys) == 3, container)
check("key IDs are UUIDs", all(is_uuid(key["key_ID"]) for key in keys))
check("keys have the size asked for", all(len(key_bytes(key)) == 128 for key in keys))
check("keys differ", len({key["key"] for key in keys}) == 3)

# Clause 5.3: dec_keys with POST.
body = {"key_IDs": [{"key_ID": key["key_ID"]} for key in keys]}
status, received = bob.call("POST", "alice/dec_keys", body)
check("dec_keys is 200", status == 200, received)
by_id = {key["key_ID"]: key["key"] for key in received["keys"]}
check("the slave gets the master's keys", by_id == {key["key_ID"]: key["key"] for key in keys})
status, error = bob.call("POST", "alice/dec_keys", body)
check("delivered keys are gone", status == 400 and error["message"] == "one or more keys specified are not found on KME")

# The forms with GET, and a POST without a body.
status, container = alice.call("GET", f"bob/enc_keys?number=1&size={key_size}")
check("enc_keys by GET is 200", status == 200, container)
key = container["keys"][0]
status, received = bob.call("GET", f"alice/dec_keys?key_ID={key['key_ID']}")
check("dec_keys by GET gives the same key", status == 200 and received["keys"][0]["key"] == key["key"], received)
status, container = alice.call("POST", "bob/enc_keys")
check("enc_keys without a body gives one key of key_size",
      status == 200 and [len(key_bytes(key)) * 8 for key in container["keys"]] == [key_size], container)

# Multicast: additional_slave_SAE_IDs.
status, container = alice.call("POST", "bob/enc_keys", {"additional_slave_SAE_IDs": ["bea"]})
check("enc_keys for two slaves is 200", status == 200, container)
key = container["keys"][0]
for sae in (bob, bea):
    status, received = sae.call("GET", f"alice/dec_keys?key_ID={key['key_ID']}")
    check("each slave gets the key", status == 200 and received["keys"][0]["key"] == key["key"], received)

# Clause 6, errors: status codes, messages.
status, container = alice.call("POST", "bob/enc_keys", {"number": 1})
status, error = bea.call("GET", f"alice/dec_keys?key_ID={container['keys'][0]['key_ID']}")
check("a SAE that was not named gets 401 with a body", status == 401 and isinstance(error["message"], str), error)
for request, message in [
    ({"size": 250}, "size shall be a multiple of 8"),
    ({"extension_mandatory": [{"abc_route-type": "direct"}]}, "not all extension_mandatory parameters are supported"),
]:
    status, error = alice.call("POST", "bob/enc_keys", request)
    check(f"400: {message}", status == 400 and error["message"] == message, error)
for path in ["bob/enc_keys?number=0", "bob/enc_keys?size=0", "alice/enc_keys", "nobody/enc_keys", "bob/dec_keys?key_ID=x"]:
    status, error = alice.call("GET", path)
    check(f"400 for {path}", status == 400 and isinstance(error["message"], str), error)
status, error = alice.call("POST", "bob/enc_keys", raw='{"number": 1, "number": 2}')
check("400 for a member that is there twice", status == 400, error)
status, error = alice.call("GET", "bob/dec_keys?key_ID=" + str(uuid.uuid4()))
check("400 for a key that nobody has", status == 400)

# A key is delivered once, however many ask at the same time.
status, container = alice.call("POST", "bob/enc_keys")
key_id = container["keys"][0]["key_ID"]
statuses = []
threads = [threading.Thread(target=lambda: statuses.append(bob.call("GET", f"alice/dec_keys?key_ID={key_id}")[0]))
           for _ in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check("one of 20 parallel calls gets the key", sorted(statuses) == [200] + [400] * 19, statuses)

# Mutual authentication.
connection = alice.context.wrap_socket(__import__("socket").create_connection(tuple(alice.host.split(":"))),
                                       server_hostname="127.0.0.1")
check("TLS 1.3", connection.version() == "TLSv1.3", connection.version())
connection.close()
try:
    stranger = Sae(None, MASTER_URL)
    answer = stranger.call("GET", "bob/status")
    check("no service without a certificate", False, answer)
except (ssl.SSLError, ConnectionError, http.client.HTTPException):
    CHECKED.append("no service without a certificate")

print(json.dumps({"checked": len(CHECKED), "python": sys.version.split()[0], "openssl": ssl.OPENSSL_VERSION}))
