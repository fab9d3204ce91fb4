// Package telemetry is what those who run a server see of it: the lines of its
// log, metrics and profiles for Prometheus and pprof, and traces by
// OpenTelemetry.
//
// It stands apart because it is about how something is told and never about
// what: it knows nothing of sites, searches and cards, and so cannot tell what a
// visitor typed. What is counted and traced, the server says by the loggers,
// registries and tracers that it is given.
package telemetry
