// Package cardtest is what every card store must do, as tests that run on any
// of them:
//
//	func TestStore(t *testing.T) {
//		cardtest.Run(t, func(t *testing.T) cardtest.Open {
//			path := filepath.Join(t.TempDir(), "cards.db")
//			return func(ctx context.Context, keys card.Keys) (cardtest.Store, error) {
//				return sqlite.Create(ctx, path, keys, sqlite.Options{})
//			}
//		})
//	}
//
// [Run] is for every store, [RunDurable] also for those that outlast the
// process and are shared by several. A test reads as what an issuer's file says
// and what a lookup then tells, with cards named by their place among the
// invented ones:
//
//	b.load(card.ImportOptions{}, card.Report{Added: 2}, "1 active 2026-01-01", "1 reported_lost 2026-02-01")
//	b.want("card 1", b.history(1), "active 2026-01-01, reported_lost 2026-02-01")
//
// The package also invents cards and files of them ([Numbers], [WriteCSV]),
// tells whether two cases take the same time ([SameTime]), and finds what was
// left behind of a number, in whatever shape ([Traces]). No test prints a number
// when it fails.
package cardtest
