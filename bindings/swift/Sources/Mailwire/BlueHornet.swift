import MailwireGenerated

/// BlueHornet as a service: posts batches of calls.
///
/// ```swift
/// let blueHornet = BlueHornet(account: try BlueHornetAccount(apiKey: key, sharedSecret: secret))
/// let outcome = try await blueHornet.send([
///     .sendTransaction(email: "jane@customer.example", templateId: 7,
///                      variables: [Argument(name: "alert", value: "Boiler 7: 96 °C")]),
/// ])
/// for call in outcome.calls { print(call.number, call.kind, call.reason) }
/// ```
public struct BlueHornet: Sendable {
    private let account: BlueHornetAccount
    private let sending: Sending

    /// - Parameters:
    ///   - schedule: how often and how far apart a batch is tried that surely was not processed.
    ///   - timeout: how long one attempt may take.
    ///   - maxReplyBytes: longest body of a reply that is kept; a longer one is an incomplete reply.
    public init(
        account: BlueHornetAccount, schedule: Schedule = scheduleDefault(), timeout: Duration = .seconds(40),
        maxReplyBytes: Int = 16 << 20, transport: any Transport = URLSessionTransport()
    ) {
        self.account = account
        sending = Sending(
            transport: transport, schedule: schedule, timeout: timeout, maxReplyBytes: maxReplyBytes)
    }

    /// Posts 1 to 64 calls. The service stops at the first that fails, unless the account says `noHalt`.
    ///
    /// The outcome is that of the first call that was not accepted, or `done`. Its `calls` say what became of each, its
    /// `rows` are the data of the reply, `file` is what `utilities.getFile` answers. BlueHornet knows no repeat, so a batch
    /// that may have been processed is never posted again; nor do it yourself because one call of it failed.
    ///
    /// - Throws: `MailwireError` for a value that cannot be sent, before anything has left; `CancellationError`. An answer
    ///   of BlueHornet is an outcome.
    public func send(
        _ calls: [BlueHornetCall], onProgress: (@Sendable (SendProgress) -> Void)? = nil
    ) async throws -> SendOutcome {
        try await sending.send(account.prepareBatch(calls: calls), onProgress).outcome
    }
}
