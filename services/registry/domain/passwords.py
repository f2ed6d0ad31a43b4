"""Which passwords are refused: short ones, ones that tell of their owner, and ones that are guessed first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.contracts.errors import InputInvalid

SHORTEST = 10
FEWEST_GUESSES = 10**8
"""So many guesses a password must outlast, by somebody who begins with what people often choose."""

Guesses = Callable[[str, Sequence[str]], float]
"""How many guesses a password outlasts, where these words are tried first."""

_CHOSEN_HERE = """
woaini aini woaiwo mima wodemima mimawangle nihao zaijian baobei laopo laogong wangluo qingren shengri kuaile caonima
5201314 1314520 520520 1314 52013 584520 7758521 168168 518518 888888 666666 147258 147258369 159357 258369
zhongguo china beijing shanghai guangzhou shenzhen weixin wechat weibo douyin bilibili taobao alipay zhifubao baidu qq qqqq
xuexiao daxue xueyuan gaozhi zhiye xiaoyuan banji xuesheng tongxue laoshi jiaoshi fudaoyuan yuanzhang shuji xuanchuan
xuanchuanbu tongzhan tuanwei xueshenghui shetuan gongzuo bangong bangongshi xinmeiti xinmei gongzhonghao xiaobian bianji
jisuanji ruanjian xinxi jingji guanli yishu waiyu jixie dianzi tumu huli shifan admin admin123 guanliyuan houtai
wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng yu
dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai xia zhong tian ren fan
fang na xiuying min jing qiang lei jun yong jie juan tao ming chao ping gang xin bo hao rui ting hui hong mei hua jian bin
zhangsan lisi wangwu zhaoliu xiaoming zhangwei wangwei wangfang liwei lina liuyang
asd qwe zxc qaz wsx edc 1qaz 2wsx 3edc qweasd qweasdzxc asdzxc a1b2c3 abc
"""
SEPARATORS = str.maketrans("", "", " ._-+,/·")
CHOSEN_HERE = tuple(_CHOSEN_HERE.split())
"""What people of a Chinese college often build a password from, beside what is common everywhere: pinyin, lucky numbers, keys in a row."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """What others know of somebody. `name` and `college` are their syllables in pinyin."""

    username: str
    number: str = ""
    phone: str = ""
    name: tuple[str, ...] = ()
    college: tuple[str, ...] = ()

    def words(self) -> Iterator[str]:
        """What somebody would try first who knows them."""
        yield from (self.username, *self.username.replace("-", ".").replace("_", ".").split("."))
        yield from (self.number, self.number[-6:], self.number[-8:], self.phone, self.phone[-8:], self.phone[-4:])
        for syllables in (self.name, self.college):
            yield "".join(syllable[:1] for syllable in syllables)
            yield from _runs(syllables)

    def spoken(self) -> Iterator[str]:
        """Neighbouring syllables of the name, or of the college's, that nobody types by chance: four letters and more."""
        for syllables in (self.name, self.college):
            yield from (run for run in _runs(syllables) if len(run) > 3 and run not in syllables)


def _runs(syllables: Sequence[str]) -> Iterator[str]:
    """What stands together, the longest first: the whole name, the given name, each syllable."""
    for length in range(len(syllables), 0, -1):
        yield from ("".join(syllables[at : at + length]) for at in range(len(syllables) - length + 1))


def check_password(password: str, owner: Owner, field_name: str, guesses: Guesses) -> None:
    """Raise `InputInvalid` where `password` is too short, holds what identifies its owner, or is guessed soon."""
    problem = _problem(password, owner, guesses)
    if problem:
        raise InputInvalid({field_name: [problem]})


def _ways(password: str, owner: Owner) -> Iterator[str]:
    """As it was typed; and where its parts closed up name its owner, closed up: li-wei-ming is as soon guessed as liweiming."""
    yield password
    closed = password.translate(SEPARATORS)
    if closed != password and any(name in closed.lower() for name in owner.spoken()):
        yield closed


def _problem(password: str, owner: Owner, guesses: Guesses) -> str:
    if len(password) < SHORTEST:
        return f"至少 {SHORTEST} 个字符。 At least {SHORTEST} characters."
    low = password.lower()
    if any(len(known) > 2 and known.lower() in low for known in (owner.username, owner.number, owner.phone)):
        return (
            "密码不能含有用户名、工号(学号)或电话号码。 "
            "A password may not hold the user name, the staff or student number, or the telephone number."
        )
    known = [*dict.fromkeys(word.lower() for word in owner.words() if len(word) > 1), *CHOSEN_HERE]
    if min(guesses(written, known) for written in _ways(password, owner)) < FEWEST_GUESSES:
        return (
            "此密码太常见或容易猜到(如姓名拼音、生日、年份、连续数字或键盘顺序)。请换成几个互不相干的词,或更长的密码。 "
            "This password is common or soon guessed (a name, a date, a row of digits or keys). Take some words that have "
            "nothing to do with one another, or a longer one."
        )
    return ""
