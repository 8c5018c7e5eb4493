//! A reply of the service before it becomes bytes, and the bodies that every part of it uses.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(crate) const JSON: &str = "application/json;charset=utf-8";
pub(crate) const HTML: &str = "text/html; charset=UTF-8";
pub(crate) const XML: &str = "text/xml; charset=UTF-8";
pub(crate) const TEXT: &str = "text/plain; charset=UTF-8";

/// Who answers: HubSpot behind its edge, the edge alone, BlueHornet, or the sandbox on its own paths.
/// It decides about the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answerer {
    Service,
    Edge,
    BlueHornet,
    Sandbox,
}

/// Status, fields and body; the framing and the rest of the head come later.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: StatusCode,
    /// On the heap, because a reply is also the error of the checks before it.
    pub headers: Box<HeaderMap>,
    pub body: Vec<u8>,
    pub answerer: Answerer,
}

impl Reply {
    fn new(status: u16, content_type: &'static str, body: Vec<u8>, answerer: Answerer) -> Self {
        let mut headers = Box::new(HeaderMap::new());
        if !body.is_empty() {
            headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        // Statuses come from our own tables or are checked where they enter.
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers, body, answerer }
    }

    /// A JSON document of the service.
    pub fn json(status: u16, document: &Value) -> Self {
        Self::new(status, JSON, document.to_string().into_bytes(), Answerer::Service)
    }

    /// The error envelope: status, message and correlationId, then `members`.
    pub fn error(status: u16, message: &str, members: Value) -> Self {
        let correlation = Uuid::now_v7().to_string();
        let mut envelope = Map::new();
        envelope.insert("status".to_owned(), json!("error"));
        envelope.insert("message".to_owned(), json!(message));
        envelope.insert("correlationId".to_owned(), json!(correlation));
        if let Value::Object(members) = members {
            envelope.extend(members);
        }
        Self::json(status, &Value::Object(envelope)).field("x-hubspot-correlation-id", &correlation)
    }

    /// Plain text of the service.
    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, TEXT, text.as_bytes().to_vec(), Answerer::Service)
    }

    /// A document of BlueHornet; whatever it says, the status is 200.
    pub fn xml(document: String) -> Self {
        Self::new(200, XML, document.into_bytes(), Answerer::BlueHornet)
    }

    /// What PHP serialized.
    pub fn php(document: String) -> Self {
        Self::new(200, HTML, document.into_bytes(), Answerer::BlueHornet)
    }

    /// The page of the application server for an unknown path.
    pub fn not_found_page() -> Self {
        let page = "<html>\n<head>\n<title>Error 404 Not Found</title>\n</head>\n<body><h2>HTTP ERROR 404</h2>\n\
                    <p>No service has this path.</p>\n</body>\n</html>\n";
        Self::new(404, HTML, page.as_bytes().to_vec(), Answerer::Service)
    }

    /// A page of the web server of BlueHornet, or nothing.
    pub fn apache_page(status: u16, page: &str) -> Self {
        Self::new(status, HTML, page.as_bytes().to_vec(), Answerer::BlueHornet)
    }

    /// The type that an API reply of this answerer declares.
    pub fn api_type(&self) -> &'static str {
        if self.answerer == Answerer::BlueHornet { XML } else { JSON }
    }

    /// A short page of the edge.
    pub fn edge_page(status: u16, title: &str) -> Self {
        let page = format!(
            "<html>\n<head><title>{status} {title}</title></head>\n<body>\n<center><h1>{status} {title}</h1></center>\n\
             <hr><center>cloudflare</center>\n</body>\n</html>\n"
        );
        Self::new(status, HTML, page.into_bytes(), Answerer::Edge)
    }

    /// A bare text of the edge.
    pub fn edge_text(status: u16, text: &str) -> Self {
        Self::new(status, TEXT, text.as_bytes().to_vec(), Answerer::Edge)
    }

    /// No body at all.
    pub fn empty(status: u16) -> Self {
        Self::new(status, JSON, Vec::new(), Answerer::Service)
    }

    /// Sets one field; a value that is no field value is left out.
    pub fn field(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// What the router computed, ours or its own (405).
    pub async fn from_response(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
        let answerer = parts.extensions.get().copied().unwrap_or(Answerer::Service);
        Self { status: parts.status, headers: Box::new(parts.headers), body, answerer }
    }
}

// The one use of Extensions: it carries who answered through the router.
impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = *self.headers;
        response.extensions_mut().insert(self.answerer);
        response
    }
}
