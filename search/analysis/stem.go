package analysis

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// WordForm is a word in normal form and its stem.
type WordForm struct{ Text, Stem string }

// Stemmer reduces English words to their stems: the forms of irregular verbs
// and nouns to their base, everything else by the Porter 2 rules. It remembers
// what it has done, up to a limit, and is for one goroutine.
type Stemmer struct {
	irregular map[string]string
	changed   map[string][]string // by stem, words that do not begin with its first two letters
	known     map[string]*WordForm
	limit     int
	env       *snowballstem.Env
}

// NewStemmer returns a stemmer that remembers as many words as limit.
func NewStemmer(limit int) *Stemmer {
	s := &Stemmer{irregular: map[string]string{}, changed: map[string][]string{}, known: map[string]*WordForm{}, limit: limit, env: snowballstem.NewEnv("")}
	for line := range strings.Lines(strings.TrimSpace(irregular)) {
		forms := strings.Fields(line)
		stem := s.porter(forms[0])
		for _, form := range forms[1:] {
			s.irregular[form] = stem
			if form[:2] != stem[:2] {
				s.changed[stem] = append(s.changed[stem], form)
			}
		}
	}
	for _, word := range []string{"dying", "lying", "tying"} { // of all others the rules leave the beginning
		s.changed[s.porter(word)] = append(s.changed[s.porter(word)], word)
	}
	return s
}

// form returns the form of a word given in normal form. The bytes may be
// reused afterwards.
func (s *Stemmer) form(word []byte) *WordForm {
	if f := s.known[string(word)]; f != nil {
		return f
	}
	if len(s.known) >= s.limit {
		clear(s.known)
	}
	text := string(word)
	f := &WordForm{text, s.Stem(text)}
	s.known[text] = f
	return f
}

// Stem returns the stem of a word in normal form.
func (s *Stemmer) Stem(word string) string {
	if t, ok := s.irregular[word]; ok {
		return t
	}
	return s.porter(word)
}

func (s *Stemmer) porter(w string) string {
	if len(w) < 3 {
		return w
	}
	for i := 0; i < len(w); i++ {
		if w[i] < 'a' || w[i] > 'z' {
			return w
		}
	}
	s.env.SetCurrent(w)
	english.Stem(s.env)
	return s.env.Current()
}

// irregular lists common irregular English verbs and nouns, the base form
// first. Forms that are everyday words of another meaning (left, felt, lay,
// saw, bound) are left out.
const irregular = `
arise arose arisen
awake awoke awoken
be am is are was were been being
bear bore borne
become became
begin began begun
bend bent
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
build built
burn burnt
buy bought
catch caught
choose chose chosen
cling clung
come came
creep crept
deal dealt
dig dug
do does did done doing
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed
fight fought
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten getting
give gave given
go goes went gone going
grow grew grown
hang hung
have has had having
hear heard
hide hid hidden
hold held
keep kept
know knew known
lead led
learn learnt
lend lent
lose lost losing
make made making
mean meant
meet met
mislead misled
mistake mistook mistaken
overcome overcame
pay paid
prove proven
ride rode ridden
ring rang rung
rise rose risen
run ran running
say said
seek sought
sell sold
send sent
shake shook shaken
shine shone
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
speak spoke spoken
speed sped
spell spelt
spend spent
spin spun
spoil spoilt
spring sprang sprung
steal stole stolen
stick stuck
strike struck stricken
strive strove striven
swear swore sworn
sweep swept
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
understand understood
undertake undertook undertaken
wake woke woken
wear wore worn
weave wove woven
weep wept
win won
withdraw withdrew withdrawn
withhold withheld
write wrote written
analysis analyses
axis axes
basis bases
child children
crisis crises
criterion criteria
diagnosis diagnoses
foot feet
goose geese
half halves
hypothesis hypotheses
knife knives
leaf leaves
life lives
loaf loaves
man men
mouse mice
ox oxen
person people persons
phenomenon phenomena
self selves
shelf shelves
thesis theses
thief thieves
tooth teeth
wife wives
wolf wolves
woman women
`
