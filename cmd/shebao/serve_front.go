package main

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"shebao/server"
	"shebao/server/connections"
	"shebao/server/https"
)

// front is where readers come in: a listener, with TLS where that is wanted, and
// what belongs to it.
type front struct {
	net.Listener
	scheme  string
	plain   http.Handler // answers what comes by HTTP where HTTPS is served: an authority's questions, and everybody else with the way to HTTPS
	reloads []func() error
	jobs    []job
}

// front makes a front of a listener. What the certificates are is for the server's
// metrics.
func (e encryption) front(listener net.Listener, data string, config *server.Config) (*front, error) {
	if !e.on() {
		return &front{Listener: listener, scheme: "http"}, nil
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, err
	}
	secret := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	f := &front{scheme: "https"}
	var served https.Served
	if e.cert != "" {
		cert, key := e.files()
		own, err := https.Open(cert, key, time.Now, config.Log)
		if err != nil {
			return nil, err
		}
		secret.GetCertificate = own.GetCertificate
		f.plain, f.reloads, served = https.Redirect{Port: port}, []func() error{own.Reload}, own.Served()
	} else {
		authority := https.NewAuthority(https.Names{Domains: e.domains, Email: e.email, Directory: e.directory, Folder: filepath.Join(data, "acme")}, time.Now, config.Log)
		secret.GetCertificate = authority.GetCertificate
		secret.NextProtos = append(secret.NextProtos, https.Protocol)
		f.plain, served = authority.HTTPHandler(https.Redirect{Port: port, Domains: e.domains}), authority.Served()
	}
	config.Certificates = served.Expiries
	log := config.Log
	f.Listener = tls.NewListener(listener, secret)
	f.jobs = []job{func(ctx context.Context) { served.Watch(ctx, log) }}
	return f, nil
}

// servePlain answers plain HTTP on addr until stop is called; on "" nobody does.
func (f *front) servePlain(ctx context.Context, addr string, log *slog.Logger) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, listenError("http-addr", addr, err)
	}
	return serveBeside(connections.LeaveFiles(listener), f.plain, 15*time.Second, log), nil
}
