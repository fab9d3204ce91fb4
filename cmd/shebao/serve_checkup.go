package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/generator/archive"
	"shebao/generator/guide"
	"shebao/server"
	"shebao/server/card"
	"shebao/server/https"
	"shebao/server/limit"
)

// checkup looks at what settings lead to: folders, keys, stores and addresses, as
// a server would find them. It makes nothing and changes nothing. What keeps a
// server from starting, or from ever answering, is a fault; what a server goes on
// without, and gets better by itself, is a warning.
type checkup struct {
	program
	serving
	cmd      *cobra.Command
	faults   []error
	warnings []string
}

// checkupWait bounds how long each thing is waited for that is asked over the
// network.
const checkupWait = 3 * time.Second

func (c *checkup) run(ctx context.Context) {
	c.folders()
	c.site()
	c.cardsAndKeys(ctx)
	c.limits(ctx)
	c.certificate(time.Now())
	c.addresses(ctx)
}

func (c *checkup) fault(err error) {
	f := settings.Faults{Cmd: c.cmd}
	f.Add(err)
	c.faults = append(c.faults, f.List...)
}

func (c *checkup) warn(format string, args ...any) {
	c.warnings = append(c.warnings, fmt.Sprintf(format, args...))
}

// folders looks whether what is to be written can be, and read what is to be read.
func (c *checkup) folders() {
	for _, folder := range []struct {
		flag, name  string
		must, write bool
	}{
		{"content", c.Content, true, false},
		{"public", c.Public, false, c.archive == ""},
		{"data", c.Data, false, true},
	} {
		if folder.name == "" {
			continue
		}
		if err := folderFault(folder.name, folder.must, folder.write); err != nil {
			c.fault(fmt.Errorf("--%s %s: %w", folder.flag, folder.name, err))
		}
	}
}

// site looks at the archive, or else at the content.
func (c *checkup) site() {
	if c.archive != "" {
		if err := archive.Verify(c.archive); err != nil {
			c.fault(fmt.Errorf("--archive %s: %w", c.archive, err))
		}
		return
	}
	if info, err := os.Stat(c.Content); err != nil || !info.IsDir() {
		return // the guides inside the program, or said already
	}
	fsys, closeContent, err := c.OpenContent()
	if err != nil {
		c.fault(fmt.Errorf("--content %s: %w", c.Content, err))
		return
	}
	defer func() { _ = closeContent() }()
	_, err = guide.Load(fsys, guide.LoadOptions{Drafts: c.Drafts})
	if faults, ok := errors.AsType[guide.Faults](err); ok {
		for _, f := range c.Named(faults) {
			c.fault(errors.New(f.String()))
		}
	} else if err != nil {
		c.fault(fmt.Errorf("--content %s: %w", c.Content, err))
	}
}

// cardsAndKeys opens the store with its keys and asks it.
func (c *checkup) cardsAndKeys(ctx context.Context) {
	v := vault{data: c.Data, cards: c.cards}
	if c.demo || checkCards(c.cards) != nil {
		return
	}
	if c.needsKey(v) && !v.inPostgres() {
		return // both are made
	}
	keys, err := c.keys(v)
	if err != nil {
		c.fault(err)
	}
	if given, _ := c.env(keyVariable); given != "" {
		if _, err := card.ReadKeyFile(v.keyFile()); err == nil {
			c.warn("%s is not used: the keys come from the variable %s", v.keyFile(), keyVariable)
		}
	}
	if err != nil {
		return
	}
	var store servedStore
	config := server.Config{Log: slog.New(slog.DiscardHandler)}
	if store, _, err = c.cardsToServe(ctx, c.serving, &config); err != nil {
		c.fault(err)
		return
	}
	defer func() { _ = store.Close() }() // nothing was written
	ctx, cancel := context.WithTimeout(ctx, checkupWait)
	defer cancel()
	_, _, err = store.Get(ctx, make([]card.Digest, len(keys)))
	var refused interface{ SQLState() string }
	switch {
	case err == nil, errors.Is(err, card.ErrNotFound), errors.Is(err, card.ErrNoData):
	case errors.As(err, &refused) && slices.Contains([]string{"28", "3D", "42"}, refused.SQLState()[:2]): // who asks, for which database, for what
		c.fault(fmt.Errorf("--cards %s: %s", settings.WithoutPassword(c.cards), oneLine(err)))
	default:
		c.warn("--cards: the store does not answer; until it does, card status is 503 and /readyz too: %s", oneLine(err))
	}
}

// limits asks Redis.
func (c *checkup) limits(ctx context.Context) {
	if c.redis == "" {
		return
	}
	shared, err := limit.OpenRedis(c.redis, limit.RedisOptions{Timeout: checkupWait})
	if err != nil {
		c.fault(fmt.Errorf("--redis: %w", err))
		return
	}
	defer func() { _ = shared.Close() }()
	ctx, cancel := context.WithTimeout(ctx, checkupWait)
	defer cancel()
	switch err := shared.Ping(ctx); {
	case err == nil:
	case errors.Is(err, limit.ErrRefused):
		c.fault(fmt.Errorf("--redis %s: %s", settings.WithoutPassword(c.redis), oneLine(err)))
	default:
		c.warn("--redis %s: it does not answer; until it does, each replica limits by itself: %s", settings.WithoutPassword(c.redis), oneLine(err))
	}
}

// certificate looks whether one's own is good for readers.
func (c *checkup) certificate(now time.Time) {
	if c.encryption.cert == "" || c.encryption.key == "" {
		return
	}
	pair, err := https.Read(c.encryption.files())
	if err != nil {
		return // said already
	}
	switch {
	case now.After(pair.Leaf.NotAfter):
		c.warn("--tls-cert %s: it expired on %s; browsers refuse it", c.encryption.cert, pair.Leaf.NotAfter.Format(time.DateOnly))
	case now.Before(pair.Leaf.NotBefore):
		c.warn("--tls-cert %s: it holds from %s on only; browsers refuse it", c.encryption.cert, pair.Leaf.NotBefore.Format(time.DateOnly))
	}
	if at, err := url.Parse(c.BaseURL); err == nil && at.Host != "" && pair.Leaf.VerifyHostname(at.Hostname()) != nil {
		c.warn("--tls-cert %s: it is not for %s, the host of --base-url; browsers refuse it", c.encryption.cert, at.Hostname())
	}
}

// oneLine is an error without what follows its first line.
func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
