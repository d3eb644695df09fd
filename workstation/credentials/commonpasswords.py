"""The passwords that are tried first: those of twelve characters or more, and the pieces that longer ones are made of.

They are the commonest of zxcvbn's list (github.com/dwolfhub/zxcvbn-python), without the obscene, and the names of
seasons, months and days.
"""

# SPDX-License-Identifier: Apache-2.0 AND MIT
#
# MIT License
#
# Copyright (c) 2016 Daniel Wolf
#
# Permission is hereby granted, free of charge, to any person obtaining a copy
# of this software and associated documentation files (the "Software"), to deal
# in the Software without restriction, including without limitation the rights
# to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
# IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
# FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
# AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
# LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
# OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
# SOFTWARE.

_LIST = """
password qwerty dragon baseball football monkey letmein shadow master mustang qwertyuiop superman 1qaz2wsx qazwsx
jordan killer trustno1 hunter harley zxcvbnm asdfgh buster batman soccer tigger charlie sunshine iloveyou ranger
hockey computer starwars pepper klaster zxcvbn freedom princess maggie ginger cheese summer chelsea dallas biteme
matrix yankees corvette austin access thunder merlin secret diamond hello hammer 1234qwer silver gfhjkm internet
samantha golfer scooter orange cookie q1w2e3r4t5 maverick sparky phoenix mickey snoopy guitar whatever chicken camaro
mercedes peanut ferrari falcon cowboy welcome samsung steelers smokey dakota arsenal boomer eagles tigers marina
nascar gateway yellow porsche monster spider diablo hannah bulldog junior london purple compaq lakers iceman qwer1234
cowboys money banana boston tennis q1w2e3r4 coffee scooby nikita yamaha mother barney brandy chester oliver player
forever rangers midnight chicago redsox angel badboy fender jasper slayer rabbit natasha marine wizard marlboro
raiders prince casper fishing flower jasmine iwantu adidas winter winner gandalf password1 enter ghbdtn 1q2w3e4r
golden cocacola jordan23 winston madison angels panther sophie asdfasdf toyota tiger canada muffin liverpoo apples
qwerty123 passw0rd abcd1234 pokemon slipknot qazxsw scorpion qwaszx startrek rainbow asdfghjkl newyork redskins gemini
cameron qazwsxedc florida liverpool turtle sierra viking booger doctor rocket dolphins captain bandit jaguar packers
pookie peaches dolphin helpme theman maxwell qwertyui maddog giants nirvana metallic hotdog rosebud mountain warrior
stupid elephant success bond007 alexis lucky scorpio samson azerty rush2112 driver freddy 1q2w3e4r5t sydney gators
dexter bubba creative voodoo trouble america nissan gunner garfield asdfghjk apollo 1qazxsw2 eminem legend airborne
beavis apple brooklyn godzilla skippy buddy qwert kitten magic shelby beaver phantom asdasd xavier braves darkness
blink182 copper platinum qweqwe tomcat girls bigboy animal police online voyager lifehack 12qwaszx sniper trinity
blazer heaven lover snowball loveme bubbles cricket willow donkey topgun nintendo saturn destiny pakistan pumpkin
digital sergey redwings explorer private runner therock guinness lasvegas beatles cassie christin qwerty1 celtic
asdf1234 andrey broncos babygirl eclipse fluffy cartman michigan carolina testing alexande birdie pantera cherry
vampire mexico buffalo genius montana minecraft maximus flyers lovely stalker metallica doggie snickers speedy bronco
paradise yankee horses magnum dreams lacrosse goober enigma qwertyu scotty pimpin bollocks surfer poohbear genesis
qweasdzxc racing hello1 hawaii eagle1 viper poopoo einstein drowssap simple badger alaska action jester drummer
spitfire forest maryjane champion diesel svetlana friday hotrod chevy lucky1 westside security google tester shorty
thumper hitman mozart zaq12wsx reddog lizard ruslan eagle scarface qwerty12 buddha spirit money1 stargate naruto
mercury liberty 12345qwert semperfi suzuki popcorn spooky marley scotland kitty cherokee vikings simpsons rascal
qweasd hummer loveyou michael1 patches russia jupiter penguin passion vfhbyf honda vladimir sandman passport raider
infinity assman bulldogs fantasy horney domino budlight disney ironman softball brutus redrum bigred mnbvcxz fktrcfylh
karina marines digger kawasaki cougar fireman oksana monday justice super wildcats tinker logitech dancer swordfis
avalon everton alexandr motorola patriots madonna ducati colorado connor juventus galore smooth freeuser warcraft
boogie wolverin elizabet arizona valentin saints asdfg accord test123 password123 christ yfnfif stinky spiderma
naughty chopper hello123 ncc1701d extreme skyline zombie pearljam 123qweasd froggy awesome vision pirate fylhtq
dreamer bullet predator empire kirill charlie1 panthers skipper nemesis rasdzv3 peekaboo rolltide cardinal psycho
danger mookie happy1 wanker chevelle manutd goblue hobbes vegeta fyfcnfcbz picard windows loverboy victory vfrcbv
bambam serega turkey tweety galina hiphop rooster changeme berlin taurus polina electric avatar maksim raptor alpha1
hendrix newport brazil spring madmax alpha britney sublime darkside bigman wolfpack classic hercules ronaldo letmein1
spiderman blizzard cheyenne cjkysirj tiger1 wombat bubba1 pandora holiday wildcat 123qweasdzxc 1qaz2wsx3edc
q1w2e3r4t5y6 1q2w3e4r5t6y mailcreated5240 qazwsxedcrfv 123456qwerty qwerty123456 sojdlg123aljg leavemealone
123456654321 gfhjkmgfhjkm qazwsxedc123 ghjcnjgfhjkm sonyericsson zxcasdqwe123 ghhh47hj7649 123456789qwe 1qazxsw23edc
qwerasdfzxcv qweasdzxc123 flvbybcnhfnjh 123456789987654321 112233445566 finalfantasy ghbdtnrfrltkf websolutions
chickenwing101 1qaz2wsx3edc4rfv justinbieber contortionist newproject2004 needforspeed businessbabe 123456789123
maurolarastefy domainlock2005 dkflbvbhjdbx hd764nw5d7e1vb1 qazwsxedcrfvtgb dkflbvbhjdyf counterstrike zaq1xsw2cde3
vfvfvskfhfve ghjcnjghjcnj fkmnthyfnbdf 123456789abc admin18533362 23176djivanfros 123456789qwerty qazxswedcvfr
qwertyasdfgh 1111111111zz whosyourdaddy fktrcfylhjdyf fktrcfylhjdbx 123456789qaz 541233432442 12345678900987654321
password1234 ghbdtnghbdtn 010203040506 lost4815162342 102030405060 vanyarespekt combat123654 qwerty123456789
devilmaycry4 iseedeadpeople 89231243658s 123456789qqq jamesbond007 4815162342lost 123123qweqwe qwertyytrewq
1234567890qw 1234qwerasdf 123qwe456rty asdfghjkl123 ghjcnjrdfibyj qwertyuiop123 saun24865709 q1w2e3r4t5y6u7
1qa2ws3ed4rf 123456789zxc ptybnxtvgbjy 12345678987654321 mevefalkcakk playstation3 31217221027711 q1w2e3r4t5y6u7i8
zqjphsyf6ctifgu 1234567890qwe hedimaptfcor lhbjkjubz2957704 andrewjackie networkingpe 12qw34er56ty 1qazxsw23edcvfr4
159753456852 123456782000 christopher1 ingodwetrust installdevic digitalprodu minecraft123 boy4u2ownnyc an83546921an13
1234567890zzz olcrackmaster abc123456789 auckland2010 residentevil qawsedrftgyh 123321qweewq 32615948worms
742617000027 nemvxyheqdd5oqxyxyzi avrillavigne massimiliano 012345678910 41d8cd98f00b nhfdvfnjkju123 gjkysqgbpltw
temppassword ticketmaster 01telemike01 p030710p$e4o stratocaster punksnotdead playstation2 fynfyfyfhbde ghjcnjqgfhjkm
nightcrawler installsqlst 123456789101 frederiksberg 1234567890qaz 1a2s3d4f5g6h sanfrancisco 89876065093rax
ghjcnjgbpltw 1234567qwertyu 1234qwerasdfzxcv lytghjgtnhjdcr schoolgirlie 111222333000 zaqwsxcderfv seemnemaailm
nhecsyfujkjdt qwaszxerdfcv antananarivu vfrcbvvfrcbv greenlantern q1w2e3r4t5y6u7i8o9p0 passwordstandard corperfmonsy
maprchem56458 warhammer40k 1234567890qwerty morganstanley 1234567890987654321 cjdthitycndj bltynbabrfwbz stinkyfinger
qwertyuiop10 qazxswedc123 iampurehaha2 zxcvbn123456 gtnhjpfdjlcr 123321456654 59382113kevinp bpgjldsgjldthnf
rfnthbyf1988 1qa2ws3ed4rf5tg qwertyuiop12345 nhfycajhvths msorcloledbr stickdaddy77 vfhbyfvfhbyf asdfgh123456
123456789asd specialinsta michaeljackson webuivalidat 1234567887654321 1234567892000 ilovemyfamily weihnachtsbau
014702580369 qaz123wsx456 123456789qwer 111222333444555 123456789000 systemofadown vladimirovna 122333444455555
amadeusptfcor zxcvbnm123456789 websolutionssu mortalkombat paraklast1974 minnesota_hp nondriversig 123qwerty123
a1s2d3f4g5h6 z1x2c3v4b5n6m7 ghjnbdjcnjzybt thecakeisalie fktrcfylhjdf qwertyuiop12 ontheoutside zcfvfzkexifz
sonnenschein wazzkaprivet qwertasdfgzxcvb weihnachtsbaum autumn january february april july august september october
november december tuesday wednesday thursday saturday sunday
"""
COMMON = frozenset(_LIST.split())
