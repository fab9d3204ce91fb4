package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracing sends traces by OTLP, where somebody has asked for that: by --otlp or
// by OpenTelemetry's own variables, which also say how many are kept
// (OTEL_TRACES_SAMPLER), with which headers and under which name they are sent.
type Tracing struct {
	provider *sdktrace.TracerProvider // nil: there are none
}

// The queue of what is not sent yet is bounded; what does not fit is dropped.
const (
	traceQueue   = 2048
	traceTimeout = 5 * time.Second
)

// StartTracing begins, as version, where a collector is named by its address or
// by a variable, which env looks up. It waits for nobody: a collector that is
// away costs the traces and nothing else, and log tells of it.
func StartTracing(ctx context.Context, collector, version string, env func(string) (string, bool), log *slog.Logger) (Tracing, error) {
	configured := collector != ""
	for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
		value, _ := env(name)
		configured = configured || value != ""
	}
	if off, _ := env("OTEL_SDK_DISABLED"); !configured || strings.EqualFold(off, "true") {
		return Tracing{}, nil
	}
	options := []otlptracehttp.Option{otlptracehttp.WithTimeout(traceTimeout)}
	if collector != "" {
		options = append(options, otlptracehttp.WithEndpointURL(strings.TrimRight(collector, "/")+"/v1/traces"))
	}
	exporter, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return Tracing{}, fmt.Errorf("start tracing: %w", err)
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", "shebao"), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil {
		return Tracing{}, errors.Join(fmt.Errorf("start tracing: %w", err), exporter.Shutdown(ctx))
	}
	otel.SetErrorHandler(&traceFaults{log: log}) // the library has no other place for it
	return Tracing{sdktrace.NewTracerProvider(sdktrace.WithResource(about),
		sdktrace.WithBatcher(exporter, sdktrace.WithMaxQueueSize(traceQueue), sdktrace.WithExportTimeout(traceTimeout)))}, nil
}

// Tracer is nil where nothing is traced.
func (t Tracing) Tracer() trace.Tracer {
	if t.provider == nil {
		return nil
	}
	return t.provider.Tracer("shebao")
}

// Stop sends what is not sent yet, for as long as an export may take.
func (t Tracing) Stop() {
	if t.provider == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), traceTimeout)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // what was not sent has been told
}

// traceFaults tells the log, at most once a minute, that traces are lost.
type traceFaults struct {
	log  *slog.Logger
	told atomic.Int64
}

func (f *traceFaults) Handle(err error) {
	now := time.Now().Unix()
	if told := f.told.Load(); now-told < 60 || !f.told.CompareAndSwap(told, now) {
		return
	}
	f.log.Warn("traces are not taken", "error", err)
}

// CheckCollector refuses what is no address of a collector; "" is none.
func CheckCollector(text string) error {
	if u, err := url.Parse(text); text != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.User != nil) {
		return errors.New("write the collector's address like http://localhost:4318")
	}
	return nil
}

// Span is one around a call to a store, which system names: end says whether the
// call failed. What nobody's request waits for, such as a check of health, is
// not traced.
func Span(ctx context.Context, tracer trace.Tracer, name, system string) (_ context.Context, end func(error)) {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, func(error) {}
	}
	ctx, span := tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attribute.String("db.system.name", system)))
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
