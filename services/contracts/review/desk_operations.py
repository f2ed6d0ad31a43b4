"""The HTTP operations of the review desk beside texts and decisions."""

from __future__ import annotations

from services.contracts.review import desk_inputs as inputs
from services.contracts.review import desk_shapes as desk
from services.contracts.review import queries, shapes
from services.contracts.review.making import operation

DESK_OPERATIONS = [
    operation("hold_submission", "POST", "/submissions/{id}/hold", "暂缓:由人工暂停流转,原有审批作废", "Hold a text by a person's word; an approval it had is void", request=inputs.Reason, response=shapes.SubmissionShape),
    operation("unhold_submission", "POST", "/submissions/{id}/unhold", "恢复:暂缓的稿件回到审核", "Let a held text go on", request=inputs.Reason, response=shapes.SubmissionShape),
    operation("escalate_submission", "POST", "/submissions/{id}/escalate", "上报:加送上级审次", "Send a text up to the stages for what is escalated", request=inputs.Reason, response=shapes.SubmissionShape),
    operation("assign_submission", "POST", "/submissions/{id}/assign", "分派给有权审核的人员", "Assign a text to somebody who may decide at its stage", request=inputs.NewAssignment, response=shapes.SubmissionShape),
    operation("print_seal", "GET", "/submissions/{id}/seal.pdf", "审批封印存档单(可打印)", "The record of the seal, to print and file", file=True),
    operation("upload_media", "POST", "/media", "上传图片或视频,按内容校验", "Upload a picture or video; its kind and checksum are read from its content", request=inputs.NewMediaFile, response=desk.MediaFileShape, status=201, upload=True),
    operation("get_media", "GET", "/submissions/{id}/media/{checksum}", "查看稿件的图片或视频", "Look at a picture or video of a text", file=True),
    operation("list_substitutes", "GET", "/substitutes", "代审安排", "Who stands in for whom", query=queries.PlainQuery, response=desk.SubstituteShape, many=True),
    operation("set_substitute", "POST", "/substitutes", "设定请假期间的代审人", "Name a substitute for a time of leave", request=inputs.NewSubstitute, response=desk.SubstituteShape, status=201),
    operation("end_substitute", "POST", "/substitutes/{id}/end", "提前结束代审", "End a substitution", response=desk.SubstituteShape),
    operation("list_reviewers", "GET", "/reviewers", "有审核职责的人员", "Who has a place in review", response=desk.ReviewerShape, many=True),
    operation("import_posts", "POST", "/observed-posts/imports", "以 Excel 或 CSV 提交已发布内容", "Hand in published posts as Excel or CSV", request=inputs.NewPostsFile, response=desk.PostsImportShape, upload=True),
    operation("posts_template", "GET", "/observed-posts/template.xlsx", "已发布内容导入模板", "An empty table for published posts", file=True),
    operation("list_watches", "GET", "/watches", "巡查的订阅源与网页", "Watched feeds and pages", query=inputs.WatchQuery, response=desk.WatchShape, many=True),
    operation("set_watch", "POST", "/watches", "巡查一个订阅源或网页", "Watch a feed or page", request=inputs.NewWatch, response=desk.WatchShape, status=201),
    operation("look_now", "POST", "/watches/{id}/check", "立即巡查", "Look at it at the next turn", response=desk.WatchShape),
    operation("end_watch", "POST", "/watches/{id}/end", "停止巡查", "Watch it no longer", response=desk.WatchShape),
    operation("remove_term", "POST", "/lexicon/terms/{id}/remove", "移除词条", "Take a term from the word list", response=desk.RemovedShape),
    operation("remove_allowed", "POST", "/lexicon/allow/{id}/remove", "移除放行短语", "Take a phrase from the white list", response=desk.RemovedShape),
    operation("list_titles", "GET", "/lexicon/titles", "人员的正确职务", "The right titles of people", response=desk.TitlesShape, many=True),
    operation("set_titles", "POST", "/lexicon/titles", "登记人员的正确职务", "Say which titles a person holds", request=inputs.NewTitles, response=desk.TitlesShape, status=201),
    operation("list_processes", "GET", "/review-processes", "运行中的审核进程:词库版本与冻结", "Running review processes with their word list and freezes", response=desk.ProcessShape, many=True),
    operation("remind_campaign", "POST", "/campaigns/{id}/remind", "提醒尚未发布的平台", "Remind the accounts that have nothing published", response=shapes.CampaignShape, tag="campaigns"),
    operation("campaign_results", "GET", "/campaigns/{id}/results", "联动成效:参与、按时、原样与改编", "Results of a campaign", response=desk.ResultsShape, tag="campaigns"),
    operation("print_results", "GET", "/campaigns/{id}/results.xlsx", "联动成效表", "Results of a campaign as Excel", file=True, tag="campaigns"),
]  # fmt: skip
