// Package https is what a server needs to speak HTTPS with no proxy before it:
// a certificate, which others renew in files (Files) or which an authority gives
// by ACME (Authority), and the way for whoever comes by plain HTTP (Redirect).
//
//	own, err := https.Open(https.File{Path: "cert.pem"}, https.File{Path: "key.pem"}, time.Now, log)
//	config := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: own.GetCertificate}
//	go own.Served().Watch(ctx, log)
//
// Certificates end, and are renewed where nobody looks: in a file that another
// program writes, or by an order in the background. A renewal that comes to
// nothing leaves the earlier certificate in place, so that readers notice weeks
// later, all at once. Hence whatever stands in the way of one is in the log on
// the same day, with the name, the reason and what to do: files that do not fit
// (files.go), orders that the authority refuses (order.go), names for which there
// is none (refusals.go), and what should have been renewed by now (served.go),
// whose end is for the metrics too. No line has a client's address.
//
// acmetest is an authority for tests.
package https
