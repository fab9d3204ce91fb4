package server

import (
	"context"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// A trace says how long each part of an answer took. It holds what the request
// record holds: patterns of routes, methods, statuses and numbers of results;
// never an address, a query, or what was typed. Names of attributes are those of
// OpenTelemetry's semantic conventions for HTTP.

// beginTrace begins the span of a request. Only a trusted proxy may say what
// trace it belongs to: anybody else could have all traces kept.
func (s *Server) beginTrace(c echo.Context) (end func()) {
	if s.config.Tracer == nil || isHealth(c.Request().URL.Path) {
		return func() {}
	}
	r := c.Request()
	ctx, method, scheme := r.Context(), methodName(r.Method), "http"
	if s.peers.isSecure(r) {
		scheme = "https"
	}
	if s.peers.isTrusted(r) {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	ctx, span := s.config.Tracer.Start(ctx, method+" "+c.Path(), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", method),
		attribute.String("http.route", c.Path()),
		attribute.String("url.scheme", scheme),
	))
	c.SetRequest(r.WithContext(ctx))
	return func() {
		status := c.Response().Status
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= 500 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// beginSpan begins the span of a part of an answer.
func (s *Server) beginSpan(ctx context.Context, name string, about ...attribute.KeyValue) (context.Context, func(failed bool, about ...attribute.KeyValue)) {
	if s.config.Tracer == nil {
		return ctx, func(bool, ...attribute.KeyValue) {}
	}
	ctx, span := s.config.Tracer.Start(ctx, name, trace.WithAttributes(about...))
	return ctx, func(failed bool, about ...attribute.KeyValue) {
		span.SetAttributes(about...)
		if failed {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
