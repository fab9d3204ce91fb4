package corpustest

// language sets the writer's words. They are commonplaces about cards: true of
// nothing in particular.
func (w *writer) language(lang string) {
	if lang == "zh" {
		w.starts = []string{"家长应当", "孩子的监护人可以", "工作人员通常会", "收到短信以后，家长要", "如果资料不全，窗口会",
			"在办理之前，请先", "没有智能手机的家庭可以", "卡片寄出以后，银行会", "遇到节假日，服务网点可能", "发现卡片丢失后，应当立即"}
		w.middles = []string{"带上户口簿和身份证原件，", "在手机银行里核对孩子的姓名，", "记下受理编号和办理日期，", "打电话询问最近的网点，",
			"把旧卡的号码抄在纸上，", "检查照片是否清晰，", "选择邮寄或者到柜台领取，", "确认联系电话没有改变，", "在自助机上查询进度，", "按照页面上的提示一步一步填写，"}
		w.ends = []string{"然后等待审核结果。", "再到服务网点排队。", "这样可以少跑一趟。", "并保存好回执。", "以免影响看病和结算。",
			"之后按通知激活新卡。", "有疑问时再次咨询。", "不要把密码告诉别人。", "办好之后旧卡立即失效。", "整个过程一般不会太久。"}
		w.titles = []string{"挂失办法", "补办新卡", "激活步骤", "密码重置", "余额查询", "异地就医", "缴费记录", "邮寄领取", "账户合并", "资料更正"}
		w.questions = []string{"卡丢了怎么办", "补卡要带什么", "新卡怎么激活", "密码忘了怎么改", "多久能拿到卡", "外地能用吗", "要花多少钱", "谁可以代办"}
		w.headings = []string{"谁可以办理", "怎样办理", "要带什么", "费用和时间", "接下来做什么"}
		return
	}
	w.space = " "
	w.starts = []string{"The parent of the child should", "A guardian with the right papers can", "Staff at the counter will usually", "After the text message arrives, the family has to",
		"If something is missing, the clerk may", "Before going to the branch, please", "Families without a smartphone are able to", "Once the card has been posted, the bank will",
		"On public holidays the service point might", "As soon as the loss is noticed, somebody must"}
	w.middles = []string{"bring the household register and an identity card,", "compare the name of the child in the mobile app,", "write down the case number and the date,", "ask by telephone for the nearest branch,",
		"copy the number of the old card onto paper,", "check whether the photograph is sharp enough,", "choose between the post and the counter,", "confirm that the telephone number is still right,",
		"look the progress up at the machine in the hall,", "fill in the form step by step as the page explains,"}
	w.ends = []string{"and then wait for the result of the check.", "and queue at the service point afterwards.", "which saves the family another trip.", "and keep the receipt in a safe place.",
		"so that treatment and payment go on as before.", "and activate the new card when the notice comes.", "and call again when anything is unclear.", "and never tell the password to anyone.",
		"after which the old card stops working at once.", "because the whole matter seldom takes long."}
	w.titles = []string{"Report a loss", "Replace a card", "Activate a card", "Reset the password", "Look up the balance", "Treatment elsewhere", "Payment records", "Delivery by post", "Merge accounts", "Correct the records"}
	w.questions = []string{"what if the card is lost", "what do I bring for a new card", "how do I activate it", "I forgot the password", "how long does it take", "does it work elsewhere", "what does it cost", "who may act for me"}
	w.headings = []string{"Who can do it", "How to do it", "What to bring", "Cost and time", "What comes next"}
}
