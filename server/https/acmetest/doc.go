// Package acmetest has certificates for tests: self-signed ones, in memory and in
// files, and an authority that gives them by ACME, or not, as the test wants.
//
//	a := acmetest.New(t)
//	a.Addr = addr // where the server under test listens
//	// … start it with SSL_CERT_FILE=a.Own() and the directory a.URL+"/"
//	client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.Roots()}}
package acmetest
