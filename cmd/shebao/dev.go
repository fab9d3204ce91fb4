package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/settings"
	"shebao/generator"
	"shebao/generator/watch"
	"shebao/search"
	"shebao/server"
	"shebao/server/live"
	"shebao/server/tally"
)

func (p program) devCommand() *cobra.Command {
	s := serving{demo: true}
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Write guides and see them at once",
		Long: "dev builds the content with its drafts, serves it, and follows every change of a\n" +
			"guide, a fact or the settings: the open page shows it at once, at the same place.\n" +
			"What is wrong stands in the page with its file and line until it is mended.\n\n" +
			"The site it builds stands in the data folder; the published one stays as it is.\n" +
			"In a checkout of this program, changes of the theme are followed too.",
		Example: "  shebao dev --content ./mytown\n  shebao dev --addr localhost:3000",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.Content == "" {
				s.Content = "content"
			}
			if checkAddress(s.addr) != nil {
				return settings.NewUsageError(cmd, fmt.Errorf("--addr %q: write host:port, such as localhost:8080", s.addr))
			}
			if _, err := os.Stat(filepath.Join(s.Content, "site.yaml")); err != nil {
				return fmt.Errorf("there is no %s: name the folder of your guides with --content", filepath.Join(s.Content, "site.yaml"))
			}
			return p.dev(cmd.Context(), s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.Content, "content", "", "folder of guides (default: the folder content)")
	baseURLFlag(cmd, &s.Place)
	f.StringVar(&s.Data, "data", "data", "folder for what is built")
	f.StringVar(&s.addr, "addr", "localhost:8080", "address to listen on; port 0 is a free one")
	return cmd
}

// dev serves the site and follows its content until ctx ends.
func (p program) dev(ctx context.Context, s serving) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return listenError("addr", s.addr, err)
	}
	defer listener.Close()
	s.Data = filepath.Join(s.Data, "dev")
	s.Public, s.Drafts = filepath.Join(s.Data, "public"), true
	defer process.CollectSeldom()()
	e := &editing{serving: s, program: p, view: live.New(), config: server.Config{Public: s.Public, Log: slog.New(slog.DiscardHandler)}}
	e.config.OpenIndex = func(build string) (server.Searcher, error) { return search.Open(s.Index(build)) }
	e.config.Files = e.filesOf
	// One editor reads, on this machine, and is told of builds when they are made.
	e.config.Repack, e.config.Poll = -1, 24*time.Hour
	e.config.Votes = tally.NewVotes(tally.Options{}) // counted for nobody
	closeCards, err := p.openCards(ctx, s, &e.config)
	if err != nil {
		return err
	}
	defer func() { _ = closeCards(true) }()
	folders := []string{s.Content}
	if e.hasThemeFolder() {
		folders = append(folders, themeFolder)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes, err := watch.Folders(ctx, filepath.Dir(s.Data), folders...)
	if err != nil {
		return err
	}
	cache, err := s.CacheFile()
	if err != nil {
		return err
	}
	e.cache = generator.LoadCache(cache)

	hs := &http.Server{Handler: e.view, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(listener) }()
	defer hs.Close()
	fmt.Fprintf(p.stdout, "serving http://%s/ and watching %s\n", reachable(listener.Addr()), s.Content)
	e.changes, e.unsure = changes, true
	e.follow(ctx, changes.Changed(), failed)
	if e.site != nil {
		err = e.site.Close()
	}
	fmt.Fprintln(p.stdout, "stopped")
	return errors.Join(err, e.cache.Save(cache))
}
