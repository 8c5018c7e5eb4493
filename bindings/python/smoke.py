"""The interface of the apps, from the far side of the boundary: requests out, replies in, errors, secrets, defaults."""

import http.client
import io
import json
import pathlib
import unittest

import mailwire

VECTORS = pathlib.Path(__file__).parents[2] / "tests" / "vectors"


def document(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def word(value):
    """The word of a value. Python's generator leaves out how flat enums print, so it is read off the name."""
    return "" if value is None else value.name.lower().replace("_", "-").removeprefix("dated-")


def send(**more):
    return mailwire.HubSpotSingleSend(email_id=4126643121, to="jane@customer.example", **more)


def hub_spot(operation):
    account = mailwire.HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN")
    if operation == "single-send":
        return account.prepare_single_send(send(send_id="boiler-7-0042"))
    if operation == "send-status":
        return account.prepare_send_status("s-1")
    return mailwire.HubSpotApp("id", "EXAMPLE-SECRET").prepare_refresh_token("EXAMPLE-REFRESH")


class Whole(io.BytesIO):
    """A whole reply, as http.client wants to read it."""

    def makefile(self, *_):
        return self

    def close(self):
        """The reply behind an interim one is still to be read."""


def parts(entry):
    """Status, header fields and body, as a stack hands them back."""
    raw = (VECTORS / "hubspot" / entry["file"]).read_bytes()
    if entry["status"] is not None:
        return entry["status"], [], raw
    stream = Whole(raw)
    status = 103
    while status < 200:  # Interim replies are the stack's; http.client knows 100 alone.
        reply = http.client.HTTPResponse(stream, method="POST")
        reply.begin()
        status = reply.status
    return reply.status, [mailwire.ReplyHeader(name=n, value=v) for n, v in reply.getheaders()], reply.read()


class Replies(unittest.TestCase):
    def test_hub_spot(self):
        """Every reply: the words of the document, and its texts where they were not cut."""
        for entry in document("hubspot/replies.json")["replies"]:
            with self.subTest(entry["file"], operation=entry["operation"]):
                expect = entry["expect"]
                outcome = hub_spot(entry["operation"]).interpret(*parts(entry))
                self.assertEqual(word(outcome.kind), expect["outcome"])
                self.assertEqual(word(outcome.reason), expect["reason"])
                self.assertEqual(outcome.http_status, expect["http_status"])
                self.assertEqual(word(outcome.diagnosis), expect["diagnosis"])
                self.assertEqual(outcome.reason.kind(), outcome.kind)
                for name in ("provider_code", "text", "correlation_id", "status_id", "event_id"):
                    got = getattr(outcome, name) or ""
                    if outcome.truncated:
                        self.assertTrue(expect[name].startswith(got), name)
                    else:
                        self.assertEqual(got, expect[name], name)

    def test_blue_hornet(self):
        """Every reply to one call: outcome and rows."""
        account = {
            kind: mailwire.BlueHornetAccount("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET", response_type=response_type)
            for kind, response_type in (("xml", None), ("php", mailwire.BlueHornetResponseType.PHP))
        }
        given = {"email": "a@b.example", "template_id": "1", "file": "f", "group_id": "1", "data_url": "u"}
        arguments = [mailwire.Argument(name=n, value=mailwire.ArgumentValue.TEXT(v)) for n, v in given.items()]
        seen = 0
        for entry in document("bluehornet/replies.json")["replies"]:
            methods = entry["method"] or ["transactional.sendTransaction"]
            try:
                call = mailwire.BlueHornetCall.custom(methods[0], arguments)
                request = account[entry["response_type"]].prepare_batch([call])
            except mailwire.MailwireError.Config as error:
                self.assertEqual(word(error.field), "argument-name")  # it requires more: the Rust tests give it
                continue
            if len(methods) > 1 or entry["no_halt"]:
                continue
            seen += 1
            with self.subTest(entry["file"]):
                body = (VECTORS / "bluehornet" / entry["file"]).read_bytes()
                outcome = request.interpret(entry["status"], [], body)
                self.assertEqual(word(outcome.reason), entry["expect"]["reason"])
                rows = entry["expect"].get("rows")
                if rows is not None:
                    self.assertEqual([[row.item, row.path, row.value.strip(" \t\r\n")] for row in outcome.rows], rows)
        self.assertGreater(seen, 200)

    def test_lost(self):
        request = hub_spot("single-send")
        self.assertEqual(word(request.interpret_lost(False).reason), "not-sent")
        self.assertEqual(word(request.interpret_lost(True).reason), "no-reply")
        cut = request.interpret(200, [], b'{"statusId"', is_complete=False)
        self.assertEqual(word(cut.reason), "incomplete-reply")


class Requests(unittest.TestCase):
    def test_canonical(self):
        """Every canonical body, byte for byte."""
        account = mailwire.HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN")
        versions = {word(version): version for version in mailwire.HubSpotVersion}
        for entry in document("hubspot/requests.json")["requests"]:
            if not entry["bytes_equal"]:
                continue
            fields = {"_from" if name == "from" else name: value for name, value in entry["fields"].items()}
            if any(not isinstance(member, str) for _, member in fields["custom"]):
                continue  # Python's json does not keep the spelling of numbers.
            for name in ("custom", "contact"):
                items = [mailwire.Property(name=n, value=mailwire.PropertyValue.TEXT(v)) for n, v in fields[name]]
                fields[name] = mailwire.Properties.ITEMS(items)
            with self.subTest(entry["file"]):
                request = account.prepare_single_send(
                    mailwire.HubSpotSingleSend(version=versions[entry["version"]], **fields)
                )
                self.assertEqual(request.body(), (VECTORS / "hubspot" / entry["file"]).read_bytes())

    def test_parts(self):
        request = hub_spot("single-send")
        self.assertEqual(request.url(), "https://api.hubapi.com/marketing/transactional/2026-09/single-email/send")
        fields = {header.name(): header.value() for header in request.headers()}
        self.assertEqual(fields["Authorization"], "Bearer EXAMPLE-ACCESS-TOKEN")
        self.assertEqual(fields["User-Agent"], "mailwire/" + mailwire.mailwire_version())
        self.assertEqual(request.method(), mailwire.HttpMethod.POST)
        self.assertIsNone(hub_spot("send-status").body())

    def test_errors(self):
        """Thrown before anything could leave, with field, place and numbers."""
        with self.assertRaises(mailwire.MailwireError.Config) as caught:
            mailwire.HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN").prepare_single_send(send(send_id="x" * 101))
        self.assertEqual(caught.exception.field, mailwire.Field.SEND_ID)
        self.assertEqual(caught.exception.problem, mailwire.Problem.TOO_LONG(limit=100, length=101))
        with self.assertRaises(mailwire.MailwireError.Capacity) as caught:
            account = mailwire.BlueHornetAccount("k", "s")
            account.prepare_batch([mailwire.BlueHornetCall.list_templates()] * 65)
        self.assertEqual((caught.exception.needed, caught.exception.available), (65, 64))
        with self.assertRaises(mailwire.MailwireError.Whitelist) as caught:
            mailwire.Whitelist("10.0.0.1/33")
        self.assertEqual(word(caught.exception.fault), "prefix")


class Values(unittest.TestCase):
    def test_defaults(self):
        """What the interface fills in is the default of the core."""
        self.assertEqual(mailwire.Schedule(), mailwire.schedule_default())
        self.assertEqual(mailwire.schedule_in_line().longest_ms, 30_000)

    def test_decisions(self):
        request = hub_spot("single-send")
        lost = request.interpret_lost(True).finding()
        self.assertTrue(request.decide(lost, 1, 7).is_after())
        self.assertEqual(request.decide(lost, 3, 7), mailwire.Decision.STOP(mailwire.Stop.ATTEMPTS_USED_UP))

    def test_secrets(self):
        """Nothing prints a secret; who asks for it gets it."""
        tokens = hub_spot("oauth").tokens(200, b'{"access_token":"SECRET-1","refresh_token":"SECRET-2","expires_in":1800}')
        self.assertEqual((tokens.access_token(), tokens.refresh_token()), ("SECRET-1", "SECRET-2"))
        account = mailwire.HubSpotAccount.bearer("SECRET-3")
        request = account.prepare_single_send(send())
        call = mailwire.BlueHornetCall.check_email("a@b.example")
        batch = mailwire.BlueHornetAccount("SECRET-4", "SECRET-5").prepare_batch([call])
        for value in (tokens, account, request, batch, call, *request.headers(), *batch.headers()):
            self.assertNotIn("SECRET", str(value) + repr(value))
        self.assertIn(b"SECRET-5", batch.body())

    def test_words(self):
        """Texts and tables of the core."""
        self.assertIn("token", mailwire.Diagnosis.TOKEN_EXPIRED.hint())
        self.assertIsNone(mailwire.hub_spot_send_result("SENT_BY_PIGEON"))
        self.assertEqual(mailwire.send_status_poll_after_ms(0), 1_000)
        self.assertTrue(any(m.name == "utilities.getFile" for m in mailwire.blue_hornet_methods()))


if __name__ == "__main__":
    unittest.main()
