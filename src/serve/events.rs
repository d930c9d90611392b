//! The stream of events that open pages listen to (server-sent events, HTML standard 9.2).

use super::desk::Desk;
use axum::body::{Body, Bytes};
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::UnboundedReceiver;

struct Events {
    messages: UnboundedReceiver<String>,
}

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // JSON has no line feed, so that one `data` line holds it all; a page that lost us asks again after a second.
        let event = |message: String| Ok(format!("retry: 1000\ndata: {message}\n\n").into());
        self.messages.poll_recv(context).map(|message| message.map(event))
    }
}

/// Everything that an open page has to know, as it comes.
pub(super) fn stream(desk: &Desk) -> Body {
    Body::from_stream(Events { messages: desk.listen() })
}
