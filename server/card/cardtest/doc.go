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
// process and are shared by several. The package also invents cards and files
// of them ([Numbers], [WriteCSV]). No test prints a number when it fails.
package cardtest
