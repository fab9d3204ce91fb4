package generator

import (
	"slices"

	"shebao/generator/kept"
)

// whole is the fingerprint of all options that a build depends on.
func (o Options) whole() digest {
	return kept.Hash(kept.Format, o.Revision, o.BaseURL, o.Drafts, midnight(o.Now), o.CardStatuses, o.MaxPicture, o.Related != nil, o.posterRevision(), o.Precompress)
}

// unchanged tells whether the published site is what a build would make, and
// gives the result of the build that made it.
func (o Options) unchanged(public, fingerprint string) (Result, bool) {
	s := &o.Cache.state
	if s.Format != kept.Format || s.Fingerprint != fingerprint || s.Whole != o.whole() {
		return Result{}, false
	}
	if o.Index != nil && (o.HasIndex == nil || !o.HasIndex(s.Result.Build)) {
		return Result{}, false
	}
	if !s.Site.Stands(public) {
		return Result{}, false
	}
	r := s.Result
	return Result{
		Build: r.Build, Content: r.Content, Pages: r.Pages, Files: r.Files, Kept: r.Files,
		Warnings: slices.Clone(r.Warnings),
	}, true
}
