import KafkaModel
import KafkaProtocol

/// InitProducerId for idempotent producers: a fresh id with epoch 0.
///
/// Versions 0–5; v3 lets a producer name the id that it had, which without a transactional id means
/// nothing: it gets a fresh one. Transactional producers are refused.
struct InitProducerIDHandler: ControlHandler {
    /// How long a client may wait for the controller to allot ids.
    static let patience = Duration.seconds(5)

    let ids: ProducerIDs

    func handle(_ request: InitProducerIdRequest, _ context: RequestContext) async
        -> InitProducerIdResponse
    {
        let hasID = request.producerId != .none
        let hasEpoch = request.producerEpoch != -1
        guard request.transactionalId == nil, hasID == hasEpoch else {
            return refuse(.invalidRequest)
        }
        guard let id = await ids.next(timeout: Self.patience) else {
            return refuse(.coordinatorLoadInProgress)
        }
        return InitProducerIdResponse(producerId: id, producerEpoch: 0)
    }

    private func refuse(_ error: ErrorCode) -> InitProducerIdResponse {
        InitProducerIdResponse(errorCode: error, producerId: .none, producerEpoch: -1)
    }
}
