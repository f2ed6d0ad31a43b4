"""Believable Chinese for the demo: units, names, accounts and texts, drawn with a fixed seed so that every demo is the same."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任沈"
GIVEN = (
    "明 华 芳 敏 静 丽 强 磊 军 洋 勇 艳 杰 涛 超 霞 平 刚 玲 桂英 建国 文博 子涵 雨桐 浩然 思远 嘉怡 欣怡 梓萱 宇轩 "
    "俊杰 晓彤 一诺 佳琪 雅婷 志远 海燕 立新 春梅 国栋 秀兰 天宇 若曦 诗涵 博文 晨曦 婉清 启航 乐天 书瑶"
).split()


@dataclass(frozen=True)
class UnitPlan:
    """A unit of the demo college: a key for the generator, its name, kind, and its parent's key."""

    key: str
    name: str
    kind: str
    parent: str = "college"


UNITS = (
    UnitPlan("college", "示例职业学院", "college", ""),
    UnitPlan("propaganda", "宣传统战部", "propaganda"),
    UnitPlan("affairs", "学生工作部", "student_affairs"),
    UnitPlan("league", "共青团委员会", "youth_league"),
    UnitPlan("cs", "计算机学院", "faculty"),
    UnitPlan("mech", "机电工程学院", "faculty"),
    UnitPlan("econ", "经济管理学院", "faculty"),
    UnitPlan("art", "艺术设计学院", "faculty"),
    UnitPlan("library", "图书馆", "department"),
    UnitPlan("logistics", "后勤服务中心", "department"),
    UnitPlan("club", "计算机协会", "club", "cs"),
    UnitPlan("radio", "校园广播站", "club", "art"),
)

CHANNEL_WORDS = {
    "wechat_official": ("微信公众号", ("微门户", "青年", "资讯", "服务台")),
    "wechat_channels": ("视频号", ("光影", "微视频", "视界")),
    "wechat_group": ("微信群", ("通知群", "交流群", "家长群")),
    "qq_group": ("QQ群", ("新生群", "答疑群", "志愿者群")),
    "qq_zone": ("QQ空间", ("小喇叭", "校园墙")),
    "weibo": ("微博", ("官微", "微博厅")),
    "tieba": ("贴吧", ("吧",)),
    "yiban": ("易班", ("易班站", "易班")),
    "douyin": ("抖音号", ("短视频", "瞬间")),
    "bilibili": ("哔哩哔哩", ("课堂", "放映室")),
    "website": ("网站", ("网", "主页")),
    "app": ("客户端", ("掌上",)),
    "other": ("其他平台", ("小程序", "电子屏")),
}

PURPOSES = (
    "发布本单位通知公告与工作动态,服务师生日常学习与生活。",
    "宣传教学成果与优秀师生事迹,展示专业建设成效。",
    "开展学生活动的预告、报名与回顾,丰富校园文化生活。",
    "解答新生入学、选课与就业中的常见问题。",
    "推送行业讲座、技能竞赛与实习招聘信息。",
)
AUDIENCES = ("本院师生", "全校师生", "在校学生", "毕业生与用人单位", "社团成员")
FREQUENCIES = ("每周两次", "每周一次", "每日更新", "不定期,每月不少于四次")
REVIEW_RULES = "严格执行先审后发:运营人自查,审核人一审,第一责任人二审;重大事项报宣传统战部。"
EMERGENCY_PLAN = "发现不当信息立即停止传播、留存证据,十分钟内报告第一责任人,并按宣传统战部统一口径处置。"

POSTS = (
    ("关于做好{unit}期末复习的温馨提示", "同学们,期末将至。请合理安排复习时间,遵守自习室管理规定,带走个人物品,保持安静整洁。"),
    ("{unit}举办新媒体写作沙龙", "本周五下午两点,{unit}邀请资深编辑分享标题与选题的门道,欢迎感兴趣的同学到场交流。"),
    ("我院学子在省级技能大赛中获奖", "近日,全省职业院校技能大赛落幕,{unit}代表队获得一等奖一项、二等奖两项,再创佳绩。"),
    ("图书馆延长开放时间的通知", "自下周一起,图书馆每日开放至晚上十点,周末照常开放。请凭校园卡入馆,爱护书刊。"),
    ("志愿者走进社区:一把剪刀暖人心", "周末,{unit}志愿者来到社区,为老人理发、修理家电、讲解手机使用,受到居民好评。"),
    ("食堂新菜品上线啦", "后勤服务中心听取大家意见,本周推出三款新菜品,欢迎品尝并留下宝贵意见。"),
    ("关于冬季用电安全的提醒", "天气转冷,请勿在宿舍使用大功率电器,离开时关闭电源,发现隐患及时报修。"),
    ("毕业生双选会将于下周举行", "本次双选会有一百二十家企业到场,提供岗位两千余个,请同学们提前准备简历。"),
    ("{unit}团支部开展主题团日活动", "团员青年围绕学思践悟交流体会,重温入团誓词,表示将把所学落实到行动中。"),
    ("讲座预告:短视频的策划与制作", "主讲人将结合案例介绍选题、脚本、拍摄与剪辑,名额有限,请到培训页面报名。"),
    ("校园歌手大赛决赛圆满落幕", "经过两个月的角逐,十位选手登上决赛舞台,为全校师生带来一场音乐盛宴。"),
    ("关于规范发布校园信息的说明", "请各账号严格遵守先审后发,不传播未经核实的信息,共同维护清朗的校园网络空间。"),
)
RISKY = (
    ("兼职信息分享", "有同学在群里转发刷单返利兼职,声称日赚三百,请大家提高警惕,切勿参与网络刷单。"),
    ("考试周小道消息", "网传可以找人代考,这是严重违纪行为,学校将依规处理。"),
    ("内部资料整理", "以下内容节选自内部文件,不得外传,请各班级负责人知悉后删除。"),
    ("领取福利请登记", "请扫码登记姓名与手机号 13800138000,审核通过后发放礼品。"),
)
UNREVIEWED = (
    ("紧急通知", "因天气原因,明天全校停课一天,请互相转告。"),
    ("食堂涨价了?", "听说下周食堂全部涨价两成,大家怎么看?"),
    ("校名联名周边开售", "印有学校名称的纪念品今晚八点开售,数量有限。"),
)
INCIDENTS = (
    ("群内出现不实停课消息", "II", "微信群中流传未经证实的停课消息,已有多个班级转发,需核实来源并统一口径。"),
    ("账号转载图片疑似侵权", "IV", "原作者来信反映某篇推送未注明出处,请核对授权并更正。"),
    ("评论区出现不当言论", "III", "一篇活动推送的评论区出现攻击性言论,已截图留存。"),
)
DIRECTIVE = "各新媒体平台:关于明日教学安排,请统一转发学校官方微信公众号《关于教学安排的说明》,不得自行改写、增删或评论。"
SESSIONS = (
    ("training", "新媒体运营岗前培训", "制度与流程", "宣传统战部", "行政楼 301", 40),
    ("salon", "主题沙龙:让标题会说话", "选题与写作", "省报编辑", "图书馆报告厅", 30),
    ("salon", "主题沙龙:镜头里的校园", "摄影与短视频", "校友导演", "艺术楼 105", 20),
    ("inbound", "请进来:舆情应对案例分析", "危机应对", "省网络文化协会专家", "学术报告厅", 60),
    ("outbound", "走出去:走访兄弟院校融媒体中心", "交流学习", "宣传统战部", "校门口集合", 15),
    ("training", "网络安全与保密教育", "保密与安全", "保密办公室", "行政楼 301", 50),
)


def person_names(count: int, chance: Random) -> list[str]:
    """`count` different names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[chance.choice(SURNAMES) + chance.choice(GIVEN)] = None
    return list(found)


def handle_for(channel: str, number: int) -> str:
    """A handle as that channel writes it."""
    if channel == "website":
        return f"https://site{number}.example.edu"
    return f"sample_{channel}_{number:03d}"
