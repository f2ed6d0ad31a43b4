"""The calls of review. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..transport import Calls

if TYPE_CHECKING:
    from . import shapes


class Review(Calls):
    """What review offers."""

    def list_campaigns(self, *, limit: int | None = None, cursor: str | None = None, current: bool | None = None) -> shapes.Page[shapes.ReviewCampaignLine]:
        """联动列表 List campaigns"""
        return self._json("GET", "/campaigns", query={"limit": limit, "cursor": cursor, "current": current})

    def announce_campaign(self, body: shapes.ReviewNewCampaign, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewCampaign:
        """发起联动 Announce a campaign"""
        return self._json("POST", "/campaigns", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_campaign(self, id: str) -> shapes.ReviewCampaign:
        """联动详情:各平台进度矩阵 A campaign with the matrix of accounts and where each stands"""
        return self._json("GET", "/campaigns/{id}", path={"id": id})

    def approve_material(self, id: str, body: shapes.ReviewNewMaterial, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewCampaign:
        """批准统一素材:原样采用免再审,改动则附差异送审 Approve material: an unchanged copy needs no second review, a changed one is reviewed with its diff"""
        return self._json("POST", "/campaigns/{id}/material", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def remind_campaign(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewCampaign:
        """提醒尚未发布的平台 Remind the accounts that have nothing published"""
        return self._json("POST", "/campaigns/{id}/remind", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def campaign_results(self, id: str) -> shapes.ReviewResults:
        """联动成效:参与、按时、原样与改编 Results of a campaign"""
        return self._json("GET", "/campaigns/{id}/results", path={"id": id})

    def print_results(self, id: str) -> bytes:
        """联动成效表 Results of a campaign as Excel"""
        return self._bytes("GET", "/campaigns/{id}/results.xlsx", path={"id": id})

    def list_allowed(self, *, limit: int | None = None, cursor: str | None = None, category: str | None = None, severity: str | None = None, q: str | None = None) -> shapes.Page[shapes.ReviewAllowed]:
        """白名单 List the allowed phrases"""
        return self._json("GET", "/lexicon/allow", query={"limit": limit, "cursor": cursor, "category": category, "severity": severity, "q": q})

    def add_allowed(self, body: shapes.ReviewNewAllowed, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewAllowed:
        """新增白名单短语 Add an allowed phrase"""
        return self._json("POST", "/lexicon/allow", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def remove_allowed(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewRemoved:
        """移除放行短语 Take a phrase from the white list"""
        return self._json("POST", "/lexicon/allow/{id}/remove", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def import_lexicon(self, file: tuple[str, bytes, str], *, fields: dict[str, str] | None = None, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewImport:
        """导入词库(文本、CSV、Excel):全部成功或全部不动 Import a word list (text, CSV, Excel): all of it or nothing"""
        return self._json("POST", "/lexicon/imports", file=file, fields=fields, idempotency_key=idempotency_key, if_match=if_match)

    def list_terms(self, *, limit: int | None = None, cursor: str | None = None, category: str | None = None, severity: str | None = None, q: str | None = None) -> shapes.Page[shapes.ReviewTerm]:
        """词库词条 List the word list's terms"""
        return self._json("GET", "/lexicon/terms", query={"limit": limit, "cursor": cursor, "category": category, "severity": severity, "q": q})

    def add_term(self, body: shapes.ReviewNewTerm, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewTerm:
        """新增词条 Add a term"""
        return self._json("POST", "/lexicon/terms", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def remove_term(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewRemoved:
        """移除词条 Take a term from the word list"""
        return self._json("POST", "/lexicon/terms/{id}/remove", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_titles(self) -> shapes.Page[shapes.ReviewTitles]:
        """人员的正确职务 The right titles of people"""
        return self._json("GET", "/lexicon/titles")

    def set_titles(self, body: shapes.ReviewNewTitles, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewTitles:
        """登记人员的正确职务 Say which titles a person holds"""
        return self._json("POST", "/lexicon/titles", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def try_lexicon(self, body: shapes.ReviewNewTrial, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewTrial:
        """用近期已审稿件试跑词库草案,不生效 Try a draft word list on the texts approved last; nothing goes live"""
        return self._json("POST", "/lexicon/trials", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def upload_media(self, file: tuple[str, bytes, str], *, fields: dict[str, str] | None = None, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewMediaFile:
        """上传图片或视频,按内容校验 Upload a picture or video; its kind and checksum are read from its content"""
        return self._json("POST", "/media", file=file, fields=fields, idempotency_key=idempotency_key, if_match=if_match)

    def list_observed_posts(self, *, limit: int | None = None, cursor: str | None = None, account_id: str | None = None, verdict: str | None = None, unit_id: str | None = None, channel: str | None = None, tier: int | None = None) -> shapes.Page[shapes.ReviewObservedPost]:
        """已发布内容及比对结论 List observed posts with their verdicts"""
        return self._json("GET", "/observed-posts", query={"limit": limit, "cursor": cursor, "account_id": account_id, "verdict": verdict, "unit_id": unit_id, "channel": channel, "tier": tier})

    def judge_posts(self, body: shapes.ReviewNewObservedPosts, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewObservedPosts:
        """提交已发布内容,与审批封印比对 Hand in posts that were really published, to be compared with the seals"""
        return self._json("POST", "/observed-posts", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def import_posts(self, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewPostsImport:
        """以 Excel 或 CSV 提交已发布内容 Hand in published posts as Excel or CSV"""
        return self._json("POST", "/observed-posts/imports", file=file, idempotency_key=idempotency_key, if_match=if_match)

    def posts_template(self) -> bytes:
        """已发布内容导入模板 An empty table for published posts"""
        return self._bytes("GET", "/observed-posts/template.xlsx")

    def list_chains(self) -> shapes.Page[shapes.ReviewChain]:
        """各级平台的审次 The stages of each tier"""
        return self._json("GET", "/review-chains")

    def set_chain(self, tier: str, body: shapes.ReviewNewChain, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.Page[shapes.ReviewChain]:
        """设定某级(或其某渠道)平台的审次 Set the stages of a tier, or of one channel in it"""
        return self._json("PUT", "/review-chains/{tier}", path={"tier": tier}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_processes(self) -> shapes.Page[shapes.ReviewProcess]:
        """运行中的审核进程:词库版本与冻结 Running review processes with their word list and freezes"""
        return self._json("GET", "/review-processes")

    def list_review_queue(self, *, limit: int | None = None, cursor: str | None = None, tier: int | None = None, channel: str | None = None, severity: str | None = None, claimed: bool | None = None) -> shapes.Page[shapes.ReviewSubmissionLine]:
        """待我审核的稿件,按时限与严重程度排列 What waits for my review, by due time and severity"""
        return self._json("GET", "/review-queue", query={"limit": limit, "cursor": cursor, "tier": tier, "channel": channel, "severity": severity, "claimed": claimed})

    def list_reviewers(self) -> shapes.Page[shapes.Reviewer]:
        """有审核职责的人员 Who has a place in review"""
        return self._json("GET", "/reviewers")

    def screen_text(self, body: shapes.ReviewNewScreening, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewScreening:
        """筛查一段文字 Screen a text"""
        return self._json("POST", "/screenings", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_submissions(self, *, limit: int | None = None, cursor: str | None = None, account_id: str | None = None, state: str | None = None, tier: int | None = None, channel: str | None = None, unit_id: str | None = None, campaign_id: str | None = None, severity: str | None = None, submitted_by: str | None = None, q: str | None = None) -> shapes.Page[shapes.ReviewSubmissionLine]:
        """稿件列表 List submissions"""
        return self._json("GET", "/submissions", query={"limit": limit, "cursor": cursor, "account_id": account_id, "state": state, "tier": tier, "channel": channel, "unit_id": unit_id, "campaign_id": campaign_id, "severity": severity, "submitted_by": submitted_by, "q": q})

    def submit_text(self, body: shapes.ReviewNewSubmission, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """送审稿件 Hand in a text for review"""
        return self._json("POST", "/submissions", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_submission(self, id: str) -> shapes.ReviewSubmission:
        """稿件详情:筛查提示、审次、审核意见、与上一版的差异 A submission with findings, stages, decisions and the difference to the version before"""
        return self._json("GET", "/submissions/{id}", path={"id": id})

    def revise_submission(self, id: str, body: shapes.ReviewNewVersion, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """提交新版本,原有审批全部作废 Hand in a new version; every approval is void"""
        return self._json("PUT", "/submissions/{id}", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def assign_submission(self, id: str, body: shapes.ReviewNewAssignment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """分派给有权审核的人员 Assign a text to somebody who may decide at its stage"""
        return self._json("POST", "/submissions/{id}/assign", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def claim_submission(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """领取审核,半小时内有效 Claim it for half an hour"""
        return self._json("POST", "/submissions/{id}/claim", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def decide_submission(self, id: str, body: shapes.ReviewNewDecision, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """审核:通过、退回或驳回 Decide: approve, return or reject"""
        return self._json("POST", "/submissions/{id}/decisions", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def escalate_submission(self, id: str, body: shapes.ReviewReason, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """上报:加送上级审次 Send a text up to the stages for what is escalated"""
        return self._json("POST", "/submissions/{id}/escalate", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def hold_submission(self, id: str, body: shapes.ReviewReason, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """暂缓:由人工暂停流转,原有审批作废 Hold a text by a person's word; an approval it had is void"""
        return self._json("POST", "/submissions/{id}/hold", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_media(self, id: str, checksum: str) -> bytes:
        """查看稿件的图片或视频 Look at a picture or video of a text"""
        return self._bytes("GET", "/submissions/{id}/media/{checksum}", path={"id": id, "checksum": checksum})

    def publish_submission(self, id: str, body: shapes.ReviewPublication, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """登记已发布的链接与时间 Say where and when it was published"""
        return self._json("POST", "/submissions/{id}/published", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def release_submission(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """退回领取 Release a claim"""
        return self._json("POST", "/submissions/{id}/release", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def verify_seal(self, id: str) -> shapes.ReviewSeal:
        """核验审批封印:谁在何时批准了什么 Verify the seal: who approved what, and when"""
        return self._json("GET", "/submissions/{id}/seal", path={"id": id})

    def print_seal(self, id: str) -> bytes:
        """审批封印存档单(可打印) The record of the seal, to print and file"""
        return self._bytes("GET", "/submissions/{id}/seal.pdf", path={"id": id})

    def unhold_submission(self, id: str, body: shapes.ReviewReason, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """恢复:暂缓的稿件回到审核 Let a held text go on"""
        return self._json("POST", "/submissions/{id}/unhold", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw_submission(self, id: str, body: shapes.ReviewWithdrawal, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubmission:
        """撤回稿件 Withdraw a submission"""
        return self._json("POST", "/submissions/{id}/withdraw", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_substitutes(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.ReviewSubstitute]:
        """代审安排 Who stands in for whom"""
        return self._json("GET", "/substitutes", query={"limit": limit, "cursor": cursor})

    def set_substitute(self, body: shapes.ReviewNewSubstitute, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubstitute:
        """设定请假期间的代审人 Name a substitute for a time of leave"""
        return self._json("POST", "/substitutes", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_substitute(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewSubstitute:
        """提前结束代审 End a substitution"""
        return self._json("POST", "/substitutes/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_watches(self, *, limit: int | None = None, cursor: str | None = None, account_id: str | None = None) -> shapes.Page[shapes.ReviewWatch]:
        """巡查的订阅源与网页 Watched feeds and pages"""
        return self._json("GET", "/watches", query={"limit": limit, "cursor": cursor, "account_id": account_id})

    def set_watch(self, body: shapes.ReviewNewWatch, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewWatch:
        """巡查一个订阅源或网页 Watch a feed or page"""
        return self._json("POST", "/watches", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def look_now(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewWatch:
        """立即巡查 Look at it at the next turn"""
        return self._json("POST", "/watches/{id}/check", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def end_watch(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.ReviewWatch:
        """停止巡查 Watch it no longer"""
        return self._json("POST", "/watches/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)
