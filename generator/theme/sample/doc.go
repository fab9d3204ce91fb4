// Package sample holds pages full of invented data, each page in each of its
// states, in every language of the theme. Tests draw them; a designer writes
// them into a folder and looks at them:
//
//	go test ./generator/theme/sample -run 'Pages|Components' -screens=/tmp/screens
//	cd /tmp/screens && python3 -m http.server
//
// zh/components.html and en/components.html there show every component in each
// of its states.
//
// Nothing here is part of the running program.
package sample
