import Mailwire

// The token comes from standard input.
let hubSpot = HubSpot(account: try .bearer(token: readLine() ?? ""))
let outcome = try await hubSpot.send(
    HubSpotSingleSend(
        emailId: 4126643121, to: "jane@customer.example", sendId: "boiler-7-0042", custom: ["alert": "Boiler 7: 96 °C"]))
switch outcome.kind {
case .accepted: print("under way:", outcome.reason)
case .rejected: print("will never be sent:", outcome.hint ?? outcome.text ?? "\(outcome.reason)")
case .deferred: print("surely not sent, try later:", outcome.reason)
case .unknown: print("may have been sent:", outcome.reason)
}
