// Package server answers readers and programs over HTTP: the generated pages,
// search, and the card-status lookup.
//
//	srv, err := server.New(server.Config{
//		Public:    "public",
//		OpenIndex: func(build string) (server.Searcher, error) { return search.Open("data/index/" + build) },
//		Cards:     lookup,
//	})
//	...
//	listener, err := net.Listen("tcp", ":8080")
//	...
//	err = srv.Serve(ctx, listener) // until ctx ends; then in-flight requests finish
//
// # One build at a time
//
// A request is answered from one finished build: its folder, its site.json and
// its search index belong together. A build that appears in the folder is
// picked up within a second, or by [Server.Reload], and replaces the current
// one in a single step; requests that are under way finish with the one they
// began with, which is closed after the last of them.
//
// # One place for each decision
//
//	server.go      what a server is made of; routes.go every route on one screen;
//	               serve.go listens and stops
//	admit.go       who begins and who is refused, by the limits of package admission;
//	               door.go the same before net/http has read a request;
//	               whole.go sends an answer in one piece, unsent_linux.go no more of
//	               it than is read
//	site.go        a build as it stands in its folder; address.go its addresses
//	current.go     which build is current, and when the earlier one is closed;
//	               inuse_unix.go tells builds that it is read; earlier.go what stays
//	               of it; shelf.go what other replicas serve
//	static.go      what is sent of a file; variant.go and pack.go in which encoding,
//	               repack.go in a smaller one while nobody waits,
//	               accept.go which one suits; conditional.go when nothing need be sent
//	search.go      one search behind the API and searchpage.go; index.go its index;
//	               again.go what has just been searched for
//	status.go      one lookup behind the form (statuspage.go) and the API
//	               (statusanswer.go); statusbody.go reads the numbers, told.go an
//	               answer that is told again in another language, body.go what is
//	               posted
//	feedback.go    what readers say of pages; origin.go which site a request is from
//	parameters.go  reads queries; answer.go, page.go and searchanswer.go send answers
//	health.go      whether it is alive and ready; peers.go whom a request is from
//	guides.go      the guides for programs; open.go who may read them from where
//	openapi.go     the API's description, for programs; reference.go for people;
//	               openapidocument.go what that reads of it
//	quota.go       how many searches are left; overload.go what is refused under load
//	metrics.go     what is counted, for Prometheus; trace.go what takes how long
//	problem.go     every error, as a page or as an RFC 9457 document; problempage.go
//	               a page about each kind
//	middleware.go  what holds for all requests: headers, request record, panics
//
// # What is never kept
//
// Numbers of persons and cards come in the body of a POST and nowhere else.
// The request record holds the pattern of a route, never its path or query,
// and no address. Errors are logged by their own words, which by contract of
// [Searcher] and [CardLookup] hold nothing that a visitor typed.
package server
