//! Which path goes where. axum answers a wrong method with 405 and `Allow`.

use crate::bluehornet;
use crate::reply::Reply;
use crate::service::Service;
use crate::version::Version;
use crate::{control, oauth, single_send, status};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::routing::{get, post};
use http::{HeaderMap, Method};
use std::sync::Arc;

/// The `sendResult` that the fault of this request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForcedResult(pub Option<String>);

pub(crate) fn router(service: Arc<Service>) -> Router {
    let mut router = Router::new();
    for version in Version::ALL {
        let send = move |State(service): State<Arc<Service>>,
                         Extension(ForcedResult(forced)): Extension<ForcedResult>,
                         RawQuery(query): RawQuery,
                         headers: HeaderMap,
                         body: Bytes| async move {
            single_send::send(&service, version, &headers, &query.unwrap_or_default(), &body, forced.as_deref())
        };
        router = router.route(version.path(), post(send));
    }
    for path in oauth::PATHS {
        let token = move |State(service): State<Arc<Service>>, headers: HeaderMap, body: Bytes| async move {
            oauth::token(&service, path, &headers, &body)
        };
        router = router.route(path, post(token));
    }
    router
        .route(status::PATH, get(query_status))
        .route(bluehornet::PATH, post(call_bluehornet).get(call_bluehornet))
        .route("/sandbox/transactions", get(transactions))
        .route("/sandbox/messages", get(messages).delete(forget))
        .route("/sandbox/requests", get(requests))
        .route("/sandbox/faults", post(queue_faults).delete(drop_faults))
        .fallback(|| async { Reply::not_found_page() })
        .with_state(service)
}

async fn query_status(
    State(service): State<Arc<Service>>,
    Path(status_id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    status::query(&service, &headers, &query.unwrap_or_default(), &status_id)
}

async fn call_bluehornet(
    State(service): State<Arc<Service>>,
    Extension(peer): Extension<bluehornet::Peer>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    bluehornet::call(&service, peer, &method, &query.unwrap_or_default(), &headers, &body)
}

async fn transactions(State(service): State<Arc<Service>>) -> Reply {
    control::transactions(&service)
}

async fn messages(State(service): State<Arc<Service>>) -> Reply {
    control::messages(&service)
}

async fn forget(State(service): State<Arc<Service>>) -> Reply {
    control::forget(&service)
}

async fn requests(State(service): State<Arc<Service>>) -> Reply {
    control::requests(&service)
}

async fn queue_faults(State(service): State<Arc<Service>>, body: Bytes) -> Reply {
    control::queue_faults(&service, &body)
}

async fn drop_faults(State(service): State<Arc<Service>>) -> Reply {
    control::drop_faults(&service)
}
