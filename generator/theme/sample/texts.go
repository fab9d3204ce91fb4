package sample

import "shebao/generator/theme"

// texts are the sample's words by language. The rules they speak of are those
// of no real town.
var texts = map[string]text{
	"zh": {
		site:        "儿童社保卡指南",
		description: "卡丢了怎么办，怎样补一张，怎样激活，怎样保管：一步一步写清楚。",
		operator:    "示例镇家长互助会",
		footer:      "内容可以自由转载，请注明核对日期。",
		hotlines:    [2]string{"人力资源和社会保障热线", "市民服务热线"},
		sections:    [2]string{"办事指南", "相关文章"},
		pages:       [2]string{"关于本站", "隐私"},
		journey:     "卡丢了以后的三步",
		steps:       [3]string{"挂失", "补领新卡", "激活新卡"},
		guides: [6][2]string{
			{"孩子的社保卡丢了，先做什么", "马上打电话临时挂失，5 天以内到窗口正式挂失，再补领新卡。全程家长可以代办。"},
			{"怎样挂失", "打 12333 临时挂失，随后带证件到社区事务受理服务中心正式挂失；银行功能另外打银行电话挂失。"},
			{"怎样补领一张新卡", "正式挂失以后，带上孩子的户口簿和家长的身份证，到社区网点或发卡银行网点申请。有的网点当场就能拿到。"},
			{"怎样激活新卡", "社保功能在社区网点激活，银行功能在发卡银行激活，两样分开办。"},
			{"怎样保管好卡和密码", "卡和密码分开放，初始密码马上改，不把卡号发给陌生人。"},
			{"法律依据", "社会保险法第四条和第五十八条，原文照录。"},
		},
		articles: []string{"参加社保有年龄限制吗", "医保个人账户余额为什么是 0", "家庭共济：给家人缴医保", "孩子挂急诊能用医保吗"},
		contents: []theme.Heading{
			{Level: 2, ID: "counter", Text: "到窗口办"},
			{Level: 3, ID: "bring", Text: "要带的东西"},
			{Level: 2, ID: "online", Text: "在网上办"},
			{Level: 2, ID: "wrong", Text: "可能遇到的问题"},
		},
		body: `<p>补领就是丢了卡以后再办一张。<strong>一定要先正式挂失</strong>，挂失的办法见<a href="/zh/guides/report-loss/">怎样挂失</a>。拿不准就打 <a class="tel" href="tel:12333">12333</a>，接通以后说“孩子的社保卡要补领”。</p>
<h2 id="counter">到窗口办</h2>
<ol>
<li>先打电话问清楚今天办不办，要不要预约。</li>
<li>带好下面的东西，到任意一个社区事务受理服务中心。</li>
<li>填申请表，领回执。<em>回执上有查询进度的号码</em>，拍一张照片。</li>
</ol>
<h3 id="bring">要带的东西</h3>
<ul>
<li class="task"><label><input type="checkbox"> 孩子的户口簿，或身份证</label></li>
<li class="task"><label><input type="checkbox"> 家长的身份证</label></li>
<li class="task"><label><input type="checkbox"> 出生医学证明（户口簿上看不出亲子关系的时候）</label></li>
</ul>
<div class="alert alert--important" role="note"><p class="alert__title">重要</p><p>申请补领以后，旧卡就算找到也不能再用。</p></div>
<h2 id="online">在网上办</h2>
<p>用发卡银行的 App 或小程序，选“社保卡补领”。需要孩子的 18 位身份证号和一张 2 寸照片，照片不超过 200KB。</p>
<div class="table" role="group" aria-label="费用" tabindex="0"><table>
<thead><tr><th>办法</th><th>多久</th><th>费用</th></tr></thead>
<tbody><tr><td>窗口，立等可取</td><td>当天</td><td>请问窗口</td></tr><tr><td>邮寄</td><td>5 到 10 个工作日</td><td>快递费到付</td></tr></tbody>
</table></div>
<h2 id="wrong">可能遇到的问题</h2>
<blockquote><p>公民参加社会保险的，由国家统一发给社会保障卡。</p></blockquote>
<div class="alert alert--warning" role="note"><p class="alert__title">当心</p><p>有人打电话说“社保卡异常”要你转账，都是骗子。<sup class="footnote" id="fnref-1"><a href="#fn-1" role="doc-noteref" aria-label="注释 1">1</a></sup></p></div>
<section class="footnotes" id="fn" role="doc-endnotes" aria-label="注释">
<ol>
<li id="fn-1">
<p>见公安机关的提醒。 <a class="footnotes__back" href="#fnref-1" role="doc-backlink" aria-label="返回正文：1">↩︎</a></p>
</li>
</ol>
</section>`,
		short:     `<p>这一页只有一段话，没有目录，也不在哪一条路上。</p>`,
		source:    "中华人民共和国社会保险法（2018 年修正）",
		longTitle: "父母都在外地、孩子户口跟着祖父母、社保卡在学校统一办理以后又在放学路上弄丢了的，怎样补领",
		snippet:   "带上孩子的户口簿，到社区网点申请<mark>补领</mark>。先要正式<mark>挂失</mark>，临时<mark>挂失</mark>不够……",
		words:     map[string]string{"home": "首页", "query": "社宝卡补办", "better": "社保卡补办", "nonsense": "火星移民签证", "near": "补办", "ahead": "新卡做好后寄到家，再激活。"},
	},
	"en": {
		site:        "Children’s social security card guide",
		description: "What to do when the card is lost, how to get a new one, how to activate it and how to keep it safe, step by step.",
		operator:    "the Parents’ Association of Sample Town",
		footer:      "You may copy these pages freely. Please keep the date on which they were checked.",
		hotlines:    [2]string{"human resources and social security", "citizen service"},
		sections:    [2]string{"Guides", "Articles"},
		pages:       [2]string{"About this site", "Privacy"},
		journey:     "Three steps after losing the card",
		steps:       [3]string{"Report the loss", "Get a new card", "Activate the new card"},
		guides: [6][2]string{
			{"Your child’s card is lost: what to do first", "Report it by telephone at once, report it formally at a counter within 5 days, then apply for a new card. A parent can do all of it."},
			{"How to report the loss", "Call 12333 for a temporary report, then go to a community service centre with your documents for the formal one. The bank function is reported to the bank."},
			{"How to get a new card", "After the formal report, take the child’s household register and your own identity card to a community centre or a branch of the issuing bank. Some hand the new card over on the spot."},
			{"How to activate the new card", "The social security function at a community centre, the bank function at the issuing bank: two separate steps."},
			{"How to keep card and password safe", "Keep card and password apart, change the first password at once, and give the card number to no stranger."},
			{"The law", "Articles 4 and 58 of the Social Insurance Law, quoted."},
		},
		articles: []string{"Is there an age limit for social insurance?", "Why the personal account shows 0", "Paying medical insurance for your family", "Does insurance cover the emergency department?"},
		contents: []theme.Heading{
			{Level: 2, ID: "counter", Text: "At a counter"},
			{Level: 3, ID: "bring", Text: "What to bring"},
			{Level: 2, ID: "online", Text: "Online"},
			{Level: 2, ID: "wrong", Text: "What can go wrong"},
		},
		body: `<p>A reissue is a new card after a loss. <strong>Make the formal loss report first</strong>: see <a href="/en/guides/report-loss/">how to report the loss</a>. If you are not sure, call <a class="tel" href="tel:12333">12333</a> and say “my child’s social security card needs a reissue” (补领).</p>
<h2 id="counter">At a counter</h2>
<ol>
<li>Call first and ask whether they do it today and whether you need an appointment.</li>
<li>Take the documents below to any community affairs service centre.</li>
<li>Fill in the form and take the receipt. <em>It has the number for checking progress</em>: take a photo of it.</li>
</ol>
<h3 id="bring">What to bring</h3>
<ul>
<li class="task"><label><input type="checkbox"> The child’s household register (户口簿) or identity card</label></li>
<li class="task"><label><input type="checkbox"> Your own identity card</label></li>
<li class="task"><label><input type="checkbox"> The birth certificate, if the register does not show that you are the parent</label></li>
</ul>
<div class="alert alert--important" role="note"><p class="alert__title">Important</p><p>Once you have applied, the old card cannot be used again even if it turns up.</p></div>
<h2 id="online">Online</h2>
<p>In the issuing bank’s app or mini-program choose “社保卡补领”. You need the child’s 18-character identity number and a photo of up to 200 KB.</p>
<div class="table" role="group" aria-label="Fees" tabindex="0"><table>
<thead><tr><th>Way</th><th>How long</th><th>Fee</th></tr></thead>
<tbody><tr><td>Counter, while you wait</td><td>Same day</td><td>Ask at the counter</td></tr><tr><td>By post</td><td>5 to 10 working days</td><td>Postage on delivery</td></tr></tbody>
</table></div>
<h2 id="wrong">What can go wrong</h2>
<blockquote><p>Citizens who participate in social insurance are issued a social security card by the state.</p></blockquote>
<div class="alert alert--warning" role="note"><p class="alert__title">Beware</p><p>Somebody calls and says that your card is “abnormal” and you should transfer money: that is a fraud.<sup class="footnote" id="fnref-1"><a href="#fn-1" role="doc-noteref" aria-label="Note 1">1</a></sup></p></div>
<section class="footnotes" id="fn" role="doc-endnotes" aria-label="Notes">
<ol>
<li id="fn-1">
<p>See the warnings of the police. <a class="footnotes__back" href="#fnref-1" role="doc-backlink" aria-label="Back to the text: 1">↩︎</a></p>
</li>
</ol>
</section>`,
		short:     `<p>This page is one paragraph, has no contents and stands on no journey.</p>`,
		source:    "Social Insurance Law of the People’s Republic of China (amended 2018)",
		longTitle: "Replacing the card of a child who is registered with the grandparents, got the card through the school and lost it on the way home",
		snippet:   "Take the child’s household register to a community centre and apply for a <mark>reissue</mark>. The <mark>loss</mark> has to be reported formally first…",
		words:     map[string]string{"home": "Home", "query": "lsot card", "better": "lost card", "nonsense": "visa for Mars", "near": "reissue", "ahead": "The new card is posted; then you activate it."},
	},
}

type text struct {
	site, description, operator, footer string
	hotlines, sections, pages           [2]string
	journey                             string
	steps                               [3]string
	guides                              [6][2]string // title and summary
	articles                            []string
	contents                            []theme.Heading
	body, short, source, longTitle      string
	snippet                             string
	words                               map[string]string
}
