"""Texts for benchmarks: believable campus posts of a given length, the same in every run."""

from __future__ import annotations

import random

SENTENCES = (
    "为进一步加强校园文化建设,营造积极向上的育人氛围,学院将于本周五下午在大学生活动中心举办主题沙龙。",
    "请各班班长通知到每一位同学,按时到场,自觉维护会场秩序。",
    "图书馆自下周一起延长开放时间至晚上十点,欢迎同学们前来自习。",
    "我校代表队在全省职业技能大赛中获得一等奖两项、二等奖五项,再创历史佳绩。",
    "后勤服务中心提醒大家:近期气温下降,请注意添衣保暖,谨防感冒。",
    "新媒体协会招募文字编辑、摄影摄像与美工,有意者请到社团办公室报名。",
    "本次讲座邀请了行业专家,围绕短视频的策划与制作同大家交流经验。",
    "各部门要严格落实先审后发制度,确保发布内容真实、准确、导向正确。",
    "志愿者们利用周末走进社区,为老人理发、修理家电,受到居民一致好评。",
    "毕业生双选会将于十一月二十八日在体育馆举行,届时将有一百二十家企业到场。",
)


def posts(count: int, length: int, seed: int = 20) -> list[str]:
    """`count` texts of about `length` characters."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        text = ""
        while len(text) < length:
            text += chance.choice(SENTENCES)
        found.append(text[:length])
    return found
