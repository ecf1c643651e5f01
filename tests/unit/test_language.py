"""What is English, and what isn't."""

import unicodedata

import pytest

from bot.retrieval.differing import differences
from bot.retrieval.english import is_english

ELSEWHERE = """
¿Puedo comer antes o no?
no hay agua
Quiero un pasaporte
¿Los niños pueden jugar here en el park?
Co to jest?
Do kiedy to jest czynne?
Czy mogę do was zadzwonić?
les documents dont j'ai besoin
Où est le bureau de vote ?
Il y a un bus on time ?
ma thèse
Wo ist die Not-Apotheke?
Was ist das?
Muss ich im Sommer nachholen?
Welche Folgen hat Long COVID?
Hvor er apoteket for barn?
Is het water veilig?
Cine are dreptul la vot?
Kde je to?
Eu posso ir às 5?
Làm thế nào để đăng ký kết hôn?
Darf man im Stadtpark grillen?
手术前可以吃饭吗？
Is 手术 allowed?
هل الماء آمن للشرب؟
Где можно получить справку?
May bayad ba ang parking?
Apakah saya boleh parkir di sini?
Be lehet menni a kórházba?
Onko uimahalli auki?
Kya hospital me parking free hai?
Toi co the do xe o dau khong?
도서관은 몇 시에 문을 닫나요?
""".strip().splitlines()
ENGLISH = """
Can I visit the ward?
library opening
Open?
What's open today?
COVID test?
define bivalent for me
flu shot
Is coronavirus deadly?
Do mosquitoes spread COVID-19?
Are you open?
Is 5 µg too much?
Is the ER open?
What does Gesundheit mean?
Does Dr. Nowak see children?
Where can I find the Café de la Paix?
How do I get to San José del Cabo?
what r the visiting hrs
I'm at my mother's, is it on?
""".strip().splitlines()


@pytest.mark.parametrize("text", ELSEWHERE)
def test_another_language_is_not_english_with_its_accents_or_without(text: str):
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))

    assert not is_english(text)
    assert not is_english(unicodedata.normalize("NFD", text))
    assert text.startswith(("ma thèse", "Làm")) or not is_english(bare)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english_whatever_names_are_in_it(text: str):
    assert is_english(text)


@pytest.mark.parametrize("text", ["", "?", "👶🍯", "https://city.gov/the-park", "12345 €"])
def test_what_has_no_words_is_in_no_language(text: str):
    assert not is_english(text)


@pytest.mark.parametrize(
    ("here", "there", "differs"),
    [
        ("¿Pueden los niños jugar en los columpios?", "Can children play on the swings?", ()),
        ("Dürfen Kinder unter 5 Jahren geimpft werden?", "Can children under 5 be vaccinated?", ()),
        ("Dürfen Kinder unter 12 Jahren geimpft werden?", "Can children under 5 be vaccinated?", ("12 here, 5 there",)),
        ("هل الأطفال دون ٥ سنوات مؤهلون؟", "Are children under 5 eligible?", ()),
        ("手术前可以吃饭吗？", "Can I eat before surgery?", ()),
        ("Darf ich Kinder mitbringen?", "Darf ich Hunde mitbringen?", ("Kinder here, Hunde there",)),
    ],
)
def test_between_two_languages_only_figures_are_told_apart(here: str, there: str, differs: tuple[str, ...]):
    assert differences(here, there) == differs
