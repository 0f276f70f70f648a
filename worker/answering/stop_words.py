"""Words that say nothing about where an answer is: articles, pronouns, auxiliaries, interrogatives.

Of the languages that the bundled reader was trained on, in lower case without accents, as `terms.words` gives them. In
any other language a frequent word counts little by its frequency alone.
"""

_LISTS = {
    "en": """
    a about above after again all also am an and any are as at be because been before being below between both but
    by can could did do does doing down during each few for from further had has have having he her here hers him his
    how i if in into is it its itself just me more most my no nor not now of off on once only or other our ours out
    over own same she should so some such than that the their theirs them then there these they this those through to
    too under until up upon us very was we were what when where which while who whom whose why will with would you
    your""",
    "de": """
    aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis da dabei damit
    dann das dass dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser dieses dir doch dort
    du durch ein eine einem einen einer eines er es etwas euch euer fur ganz gegen gibt hab habe haben hat hatte hatten
    hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kein keine
    keinem keinen keiner konnen konnte lautet man mein meine meinem meinen meiner mich mir mit muss mussen nach nicht
    noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sonst uber um und
    uns unser unsere unter viel viele vielen vom von vor wann war waren warum was weil welche welchem welchen welcher
    welches wem wen wenn wer werden weshalb wessen wie wieso wieviel wieviele will wir wird wo wofur woher wohin womit
    worden woruber wovon wozu wurde wurden zu zum zur zwischen""",
    "fr": """
    a afin ai ainsi au aucun aucune aussi autre autres aux avait avant avec avez avoir avons c ca ce ceci cela celle
    celles celui ces cet cette ceux chaque chez combien comme comment d dans de des donc dont du elle elles en encore
    entre es est et etaient etait etant ete etre eu eux fait faut il ils j je l la le les lesquels leur leurs lequel
    laquelle lui m ma mais me meme mes moi mon n ne ni nos notre nous on ont ou par pas pendant peut plus pour pourquoi
    puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera ses si son sont sous sur t ta te tes
    toi ton tous tout toute toutes tres tu un une vos votre vous y""",
    "es": """
    a al algo algun alguna algunos ante antes asi aun aunque cada como con cual cuales cuando cuanta cuantas cuanto
    cuantos cuya cuyo de del desde donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estaba
    estan estar estas este esto estos fue fueron ha haber habia han hasta hay he la las le les lo los mas me mi mis
    mucho muy nada ni no nos nosotros o os otra otras otro otros para pero poco por porque pues que quien quienes se
    segun ser si sido sin sobre son su sus tal tambien tan tanto te tiene tienen toda todas todo todos tras tu tus u un
    una uno unos usted y ya yo""",
    "it": """
    a agli ai al alla alle allo altra altre altri altro anche avere aveva c che chi ci ciascun ciascuna cio coi col come
    con contro cosa cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello dev deve di dopo dov
    dove due e ed era erano essere fino fra gia gli ha hanno ho i il in io l la le lei li lo loro lui ma me mi mia mio
    molto ne negli nei nel nella nelle nello noi non nostra nostro o ogni per perche piu po poi prima pro qual quale
    quali quando quant quanta quante quanti quanto quel quella quelle quelli quello quest questa queste questi questo
    qui s sara se sei senza si sia siamo sono sta stata stati stato su sua sue sugli sui sul sulla sulle suo suoi tra
    tu tua tuo tutta tutte tutti tutto un una uno vi viene voi""",
    "nl": """
    aan af al alle alles als altijd ander andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en
    er ge geen had hadden heb hebben heeft hem het hier hij hoe hoeveel hun iemand iets ik in is ja je jouw jullie kan
    kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons onze ook op over per
    reeds te tegen toch toen tot u uit uw van veel voor waar waarin waarmee waarom waaruit waarvan waarvoor want waren
    was wat we wel welk welke werd werden wie wij wil word worden wordt zal ze zelf zich zij zijn zo zonder zou""",
    "pt": """
    a ainda alem algum alguma ante antes ao aos apos aquela aquele aquilo as ate cada com como cuja cujo da das de dela
    dele deles depois desde do dos e ela elas ele eles em entre era eram essa esse esta estao estar estava este esteja
    eu foi foram ha isso isto ja la lhe lhes mais mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num
    numa o onde os ou outra outras outro outros para pela pelas pelo pelos por porque pois qual quais qualquer quando
    quanta quantas quanto quantos que quem sao se seja sem sendo ser sera seu seus sido so sob sobre sua suas tal tambem
    tanto te tem tinha toda todas todo todos tu um uma umas uns voce""",
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
"""The stop words of a language; languages without a list are absent."""
