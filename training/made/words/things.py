# ruff: noqa: E501
"""Things by their names in English, German, French, Spanish, Italian, Dutch and Portuguese."""


def seven(text: str) -> list[tuple[str, ...]]:
    """Things, one a line, by their names in seven languages."""
    """Names a line, each in seven languages."""
    rows = [tuple(piece.strip() for piece in line.split("|")) for line in text.strip().splitlines()]
    assert all(len(row) == 7 for row in rows), [row for row in rows if len(row) != 7]
    return rows


GOODS: dict[str, list[tuple[str, ...]]] = {
    "office": seven("""office chair|Bürostuhl|chaise de bureau|silla de oficina|sedia da ufficio|bureaustoel|cadeira de escritório
desk lamp|Schreibtischlampe|lampe de bureau|lámpara de escritorio|lampada da scrivania|bureaulamp|candeeiro de secretária
copy paper A4|Kopierpapier A4|papier A4|papel A4|carta A4|kopieerpapier A4|papel A4
stapler|Hefter|agrafeuse|grapadora|cucitrice|nietmachine|agrafador
whiteboard|Whiteboard|tableau blanc|pizarra blanca|lavagna bianca|whiteboard|quadro branco
toner cartridge|Tonerkartusche|cartouche de toner|cartucho de tóner|cartuccia toner|tonercassette|cartucho de toner
filing cabinet|Aktenschrank|classeur métallique|archivador|schedario|archiefkast|arquivo metálico
ballpoint pen|Kugelschreiber|stylo à bille|bolígrafo|penna a sfera|balpen|esferográfica
envelope C5|Briefumschlag C5|enveloppe C5|sobre C5|busta C5|envelop C5|envelope C5
keyboard|Tastatur|clavier|teclado|tastiera|toetsenbord|teclado
monitor 27"|Monitor 27"|écran 27"|monitor 27"|monitor 27"|monitor 27"|monitor 27"
USB cable|USB-Kabel|câble USB|cable USB|cavo USB|USB-kabel|cabo USB"""),
    "building": seven("""cordless drill|Akkubohrer|perceuse sans fil|taladro inalámbrico|trapano a batteria|accuboormachine|berbequim sem fio
wood screws 4x40|Holzschrauben 4x40|vis à bois 4x40|tornillos para madera 4x40|viti per legno 4x40|houtschroeven 4x40|parafusos para madeira 4x40
wall paint white|Wandfarbe weiß|peinture murale blanche|pintura blanca|pittura bianca|muurverf wit|tinta branca
paint roller|Farbroller|rouleau à peinture|rodillo de pintura|rullo|verfroller|rolo de pintura
cement 25 kg|Zement 25 kg|ciment 25 kg|cemento 25 kg|cemento 25 kg|cement 25 kg|cimento 25 kg
copper pipe 15 mm|Kupferrohr 15 mm|tube en cuivre 15 mm|tubo de cobre 15 mm|tubo di rame 15 mm|koperen buis 15 mm|tubo de cobre 15 mm
tap|Wasserhahn|robinet|grifo|rubinetto|kraan|torneira
ladder|Leiter|échelle|escalera|scala|ladder|escada
door handle|Türgriff|poignée de porte|manilla|maniglia|deurklink|puxador
socket|Steckdose|prise de courant|enchufe|presa elettrica|stopcontact|tomada
safety gloves|Schutzhandschuhe|gants de protection|guantes de seguridad|guanti da lavoro|werkhandschoenen|luvas de proteção
hammer|Hammer|marteau|martillo|martello|hamer|martelo"""),
    "food": seven("""apples|Äpfel|pommes|manzanas|mele|appels|maçãs
whole milk 1 l|Vollmilch 1 l|lait entier 1 l|leche entera 1 l|latte intero 1 l|volle melk 1 l|leite gordo 1 l
rye bread|Roggenbrot|pain de seigle|pan de centeno|pane di segale|roggebrood|pão de centeio
butter 250 g|Butter 250 g|beurre 250 g|mantequilla 250 g|burro 250 g|boter 250 g|manteiga 250 g
olive oil|Olivenöl|huile d'olive|aceite de oliva|olio d'oliva|olijfolie|azeite
coffee beans 500 g|Kaffeebohnen 500 g|café en grains 500 g|café en grano 500 g|caffè in grani 500 g|koffiebonen 500 g|café em grão 500 g
eggs 10 pcs|Eier 10 St.|œufs x10|huevos 10 uds.|uova 10 pz|eieren 10 st.|ovos 10 un.
tomatoes|Tomaten|tomates|tomates|pomodori|tomaten|tomates
mineral water|Mineralwasser|eau minérale|agua mineral|acqua minerale|mineraalwater|água mineral
dark chocolate|Zartbitterschokolade|chocolat noir|chocolate negro|cioccolato fondente|pure chocolade|chocolate preto
spaghetti|Spaghetti|spaghettis|espaguetis|spaghetti|spaghetti|esparguete
washing-up liquid|Spülmittel|liquide vaisselle|lavavajillas|detersivo per piatti|afwasmiddel|detergente da loiça
bananas|Bananen|bananes|plátanos|banane|bananen|bananas"""),
}
SERVICES = seven("""installation|Montage|installation|instalación|installazione|montage|instalação
travel to site|Anfahrt|déplacement|desplazamiento|trasferta|voorrijkosten|deslocação
maintenance|Wartung|maintenance|mantenimiento|manutenzione|onderhoud|manutenção
consulting|Beratung|conseil|consultoría|consulenza|advies|consultoria
translation|Übersetzung|traduction|traducción|traduzione|vertaling|tradução
web design|Webdesign|conception web|diseño web|progettazione web|webdesign|web design
training day|Schulungstag|journée de formation|jornada de formación|giornata di formazione|trainingsdag|dia de formação
cleaning|Reinigung|nettoyage|limpieza|pulizia|schoonmaak|limpeza
project management|Projektleitung|gestion de projet|gestión del proyecto|gestione progetto|projectleiding|gestão de projeto
text editing|Textredaktion|relecture|corrección de textos|revisione testi|tekstredactie|revisão de textos
support package|Supportpaket|forfait d'assistance|paquete de soporte|pacchetto assistenza|supportpakket|pacote de suporte
waste disposal|Entsorgung|évacuation des déchets|retirada de residuos|smaltimento rifiuti|afvalafvoer|remoção de resíduos""")
EXTRAS = [
    "Nova",
    "Comfort",
    "Pro",
    "Basic",
    "XL",
    "Eco",
    "200",
    "M8",
    "Plus",
    "Classic",
    "S",
    "Duo",
    "3000",
    "Premium",
    "Light",
]
BANKING = seven("""rent|Miete|loyer|alquiler|affitto|huur|renda
salary|Gehalt|salaire|nómina|stipendio|salaris|salário
electricity|Strom|électricité|electricidad|energia elettrica|elektriciteit|eletricidade
car insurance|Kfz-Versicherung|assurance auto|seguro del coche|assicurazione auto|autoverzekering|seguro automóvel
supermarket|Supermarkt|supermarché|supermercado|supermercato|supermarkt|supermercado
cash withdrawal|Bargeldabhebung|retrait d'espèces|retirada de efectivo|prelievo contante|geldopname|levantamento
pharmacy|Apotheke|pharmacie|farmacia|farmacia|apotheek|farmácia
petrol station|Tankstelle|station-service|gasolinera|benzinaio|tankstation|posto de combustível
phone bill|Telefonrechnung|facture de téléphone|factura del teléfono|bolletta del telefono|telefoonrekening|fatura do telefone
gym membership|Fitnessstudio|salle de sport|gimnasio|palestra|sportschool|ginásio
child benefit|Kindergeld|allocations familiales|ayuda por hijo|assegno familiare|kinderbijslag|abono de família
restaurant|Restaurant|restaurant|restaurante|ristorante|restaurant|restaurante
train ticket|Bahnticket|billet de train|billete de tren|biglietto del treno|treinkaartje|bilhete de comboio""")
EXPENSES = seven("""hotel|Hotel|hôtel|hotel|albergo|hotel|hotel
taxi|Taxi|taxi|taxi|taxi|taxi|táxi
flight|Flug|vol|vuelo|volo|vlucht|voo
train|Bahnfahrt|train|tren|treno|trein|comboio
parking|Parken|parking|aparcamiento|parcheggio|parkeren|estacionamento
lunch with client|Mittagessen mit Kunde|déjeuner avec client|comida con cliente|pranzo con cliente|lunch met klant|almoço com cliente
fuel|Benzin|carburant|gasolina|carburante|brandstof|combustível
conference fee|Tagungsgebühr|frais de congrès|inscripción al congreso|quota congresso|congreskosten|inscrição no congresso
toll|Maut|péage|peaje|pedaggio|tol|portagem
rental car|Mietwagen|voiture de location|coche de alquiler|auto a noleggio|huurauto|carro alugado""")
PAY = seven("""basic salary|Grundgehalt|salaire de base|salario base|paga base|basissalaris|vencimento base
overtime|Überstunden|heures supplémentaires|horas extra|straordinari|overuren|horas extra
travel allowance|Fahrtkostenzuschuss|indemnité de transport|plus de transporte|indennità di viaggio|reiskostenvergoeding|subsídio de transporte
meal allowance|Essenszuschuss|titres-restaurant|plus de comida|buoni pasto|maaltijdvergoeding|subsídio de refeição
night shift bonus|Nachtzuschlag|prime de nuit|plus de nocturnidad|indennità notturna|nachttoeslag|subsídio noturno
holiday pay|Urlaubsgeld|prime de vacances|paga de vacaciones|indennità ferie|vakantiegeld|subsídio de férias
union fee|Gewerkschaftsbeitrag|cotisation syndicale|cuota sindical|quota sindacale|vakbondscontributie|quota sindical""")
LEISURE = seven("""swimming pool|Hallenbad|piscine|piscina|piscina|zwembad|piscina
sauna|Sauna|sauna|sauna|sauna|sauna|sauna
tennis court|Tennisplatz|court de tennis|pista de tenis|campo da tennis|tennisbaan|campo de ténis
bicycle hire|Fahrradverleih|location de vélo|alquiler de bicicletas|noleggio bici|fietsverhuur|aluguer de bicicletas
rowing boat|Ruderboot|barque|barca de remos|barca a remi|roeiboot|barco a remos
guided tour|Führung|visite guidée|visita guiada|visita guidata|rondleiding|visita guiada
meeting room|Besprechungsraum|salle de réunion|sala de reuniones|sala riunioni|vergaderzaal|sala de reuniões
sports hall|Sporthalle|gymnase|polideportivo|palestra|sporthal|pavilhão desportivo
library card|Bibliotheksausweis|carte de bibliothèque|carné de biblioteca|tessera della biblioteca|bibliotheekpas|cartão da biblioteca
parking space|Parkplatz|place de parking|plaza de aparcamiento|posto auto|parkeerplaats|lugar de estacionamento
locker|Schließfach|casier|taquilla|armadietto|kluisje|cacifo
haircut|Haarschnitt|coupe de cheveux|corte de pelo|taglio di capelli|knipbeurt|corte de cabelo""")
COURSES = seven("""yoga|Yoga|yoga|yoga|yoga|yoga|ioga
English for beginners|Englisch für Anfänger|anglais débutant|inglés para principiantes|inglese per principianti|Engels voor beginners|inglês para principiantes
watercolour painting|Aquarellmalen|aquarelle|acuarela|acquerello|aquarelleren|aguarela
choir|Chor|chorale|coro|coro|koor|coro
first aid|Erste Hilfe|premiers secours|primeros auxilios|primo soccorso|EHBO|primeiros socorros
pottery|Töpfern|poterie|cerámica|ceramica|pottenbakken|cerâmica
accounting|Buchhaltung|comptabilité|contabilidad|contabilità|boekhouden|contabilidade
statistics|Statistik|statistiques|estadística|statistica|statistiek|estatística
back training|Rückentraining|gym du dos|gimnasia de espalda|ginnastica posturale|rugtraining|ginástica postural
photography|Fotografie|photographie|fotografía|fotografia|fotografie|fotografia
history of art|Kunstgeschichte|histoire de l'art|historia del arte|storia dell'arte|kunstgeschiedenis|história da arte
guitar|Gitarre|guitare|guitarra|chitarra|gitaar|guitarra""")
ROLES = seven("""managing director|Geschäftsführung|direction générale|dirección general|direzione generale|directie|direção-geral
accounting|Buchhaltung|comptabilité|contabilidad|contabilità|boekhouding|contabilidade
sales|Vertrieb|ventes|ventas|vendite|verkoop|vendas
human resources|Personalabteilung|ressources humaines|recursos humanos|risorse umane|personeelszaken|recursos humanos
purchasing|Einkauf|achats|compras|acquisti|inkoop|compras
IT support|IT-Support|support informatique|soporte informático|supporto informatico|IT-support|suporte informático
caretaker|Hausmeisterdienst|gardiennage|conserjería|portineria|conciërge|portaria
press office|Pressestelle|service de presse|gabinete de prensa|ufficio stampa|persdienst|gabinete de imprensa
data protection|Datenschutz|protection des données|protección de datos|protezione dei dati|gegevensbescherming|proteção de dados
reception|Empfang|accueil|recepción|reception|receptie|receção
warehouse|Lager|entrepôt|almacén|magazzino|magazijn|armazém
customer service|Kundendienst|service client|atención al cliente|assistenza clienti|klantenservice|apoio ao cliente""")
LAB = seven("""haemoglobin|Hämoglobin|hémoglobine|hemoglobina|emoglobina|hemoglobine|hemoglobina
glucose|Glukose|glucose|glucosa|glucosio|glucose|glicose
total cholesterol|Gesamtcholesterin|cholestérol total|colesterol total|colesterolo totale|totaal cholesterol|colesterol total
HDL cholesterol|HDL-Cholesterin|cholestérol HDL|colesterol HDL|colesterolo HDL|HDL-cholesterol|colesterol HDL
creatinine|Kreatinin|créatinine|creatinina|creatinina|creatinine|creatinina
potassium|Kalium|potassium|potasio|potassio|kalium|potássio
sodium|Natrium|sodium|sodio|sodio|natrium|sódio
leucocytes|Leukozyten|leucocytes|leucocitos|leucociti|leukocyten|leucócitos
platelets|Thrombozyten|plaquettes|plaquetas|piastrine|trombocyten|plaquetas
ferritin|Ferritin|ferritine|ferritina|ferritina|ferritine|ferritina
TSH|TSH|TSH|TSH|TSH|TSH|TSH
vitamin D|Vitamin D|vitamine D|vitamina D|vitamina D|vitamine D|vitamina D
uric acid|Harnsäure|acide urique|ácido úrico|acido urico|urinezuur|ácido úrico
ALT|ALT (GPT)|ALAT|ALT (GPT)|ALT (GPT)|ALAT|ALT (TGP)
CRP|CRP|CRP|PCR|PCR|CRP|PCR""")
LAB_RANGES = [
    ("g/dl", 12, 17.5, 1),
    ("mg/dl", 70, 100, 0),
    ("mg/dl", 120, 200, 0),
    ("mg/dl", 40, 90, 0),
    ("mg/dl", 0.5, 1.2, 2),
    ("mmol/l", 3.5, 5.1, 1),
    ("mmol/l", 136, 145, 0),
    ("/nl", 4.0, 10.0, 1),
    ("/nl", 150, 400, 0),
    ("ng/ml", 15, 200, 0),
    ("mU/l", 0.4, 4.0, 2),
    ("ng/ml", 30, 70, 0),
    ("mg/dl", 2.6, 7.0, 1),
    ("U/l", 5, 45, 0),
    ("mg/l", 0.1, 5.0, 1),
]
BENEFITS = seven("""doctor visit|Arztbesuch|consultation médicale|consulta médica|visita medica|doktersbezoek|consulta médica
specialist visit|Facharztbesuch|consultation d'un spécialiste|consulta de especialista|visita specialistica|bezoek aan specialist|consulta de especialidade
emergency room|Notaufnahme|urgences|urgencias|pronto soccorso|spoedeisende hulp|urgências
hospital stay|Krankenhausaufenthalt|hospitalisation|hospitalización|ricovero ospedaliero|ziekenhuisopname|internamento
dental check-up|Zahnvorsorge|contrôle dentaire|revisión dental|controllo dentistico|tandcontrole|consulta dentária
dentures|Zahnersatz|prothèses dentaires|prótesis dentales|protesi dentarie|kunstgebit|próteses dentárias
glasses|Brille|lunettes|gafas|occhiali|bril|óculos
physiotherapy|Physiotherapie|kinésithérapie|fisioterapia|fisioterapia|fysiotherapie|fisioterapia
vaccinations|Impfungen|vaccins|vacunas|vaccinazioni|vaccinaties|vacinas
ambulance|Krankenwagen|ambulance|ambulancia|ambulanza|ambulance|ambulância
prescription drugs|verschreibungspflichtige Medikamente|médicaments sur ordonnance|medicamentos con receta|farmaci con ricetta|medicijnen op recept|medicamentos com receita
blood tests|Blutuntersuchungen|analyses de sang|análisis de sangre|esami del sangue|bloedonderzoek|análises ao sangue
childbirth|Entbindung|accouchement|parto|parto|bevalling|parto""")
FIGURES = seven("""visitors|Besucher|visiteurs|visitantes|visitatori|bezoekers|visitantes
revenue|Umsatz|chiffre d'affaires|ingresos|fatturato|omzet|receitas
staff|Beschäftigte|effectif|plantilla|personale|personeel|pessoal
operating costs|Betriebskosten|charges d'exploitation|costes operativos|costi operativi|bedrijfskosten|custos operacionais
net profit|Reingewinn|bénéfice net|beneficio neto|utile netto|nettowinst|lucro líquido
investments|Investitionen|investissements|inversiones|investimenti|investeringen|investimentos
equity|Eigenkapital|capitaux propres|patrimonio neto|patrimonio netto|eigen vermogen|capital próprio
marketing|Marketing|marketing|marketing|marketing|marketing|marketing
membership fees|Mitgliedsbeiträge|cotisations|cuotas de socios|quote associative|contributies|quotas
donations|Spenden|dons|donativos|donazioni|donaties|donativos
births|Geburten|naissances|nacimientos|nascite|geboorten|nascimentos
overnight stays|Übernachtungen|nuitées|pernoctaciones|pernottamenti|overnachtingen|dormidas
energy costs|Energiekosten|frais d'énergie|costes de energía|costi energetici|energiekosten|custos de energia
administrative costs|Verwaltungskosten|frais administratifs|gastos de administración|spese amministrative|administratiekosten|despesas administrativas""")
DEVICES = seven("""vacuum cleaner|Staubsauger|aspirateur|aspiradora|aspirapolvere|stofzuiger|aspirador
coffee machine|Kaffeemaschine|machine à café|cafetera|macchina da caffè|koffiemachine|máquina de café
air purifier|Luftreiniger|purificateur d'air|purificador de aire|purificatore d'aria|luchtreiniger|purificador de ar
water pump|Wasserpumpe|pompe à eau|bomba de agua|pompa dell'acqua|waterpomp|bomba de água
robot mower|Mähroboter|robot tondeuse|robot cortacésped|robot tagliaerba|robotmaaier|robô corta-relva
heater|Heizgerät|chauffage d'appoint|calefactor|stufa|kachel|aquecedor
dehumidifier|Luftentfeuchter|déshumidificateur|deshumidificador|deumidificatore|luchtontvochtiger|desumidificador""")
REGISTERS = seven("""status|Status|état|estado|stato|status|estado
motor speed|Motordrehzahl|vitesse du moteur|velocidad del motor|velocità motore|motortoerental|velocidade do motor
temperature limit|Temperaturgrenze|limite de température|límite de temperatura|limite di temperatura|temperatuurgrens|limite de temperatura
baud rate|Baudrate|débit en bauds|velocidad en baudios|baud rate|baudrate|taxa de baud
device address|Geräteadresse|adresse de l'appareil|dirección del equipo|indirizzo dispositivo|apparaatadres|endereço do aparelho
alarm threshold|Alarmschwelle|seuil d'alarme|umbral de alarma|soglia di allarme|alarmdrempel|limiar de alarme
operating hours|Betriebsstunden|heures de fonctionnement|horas de servicio|ore di funzionamento|bedrijfsuren|horas de serviço
output current|Ausgangsstrom|courant de sortie|corriente de salida|corrente di uscita|uitgangsstroom|corrente de saída
sensor type|Sensortyp|type de capteur|tipo de sensor|tipo di sensore|sensortype|tipo de sensor
firmware version|Firmwareversion|version du firmware|versión de firmware|versione firmware|firmwareversie|versão do firmware""")
OPTIONS: dict[str, list[tuple[str, ...]]] = {
    "gender": seven("""female|weiblich|féminin|femenino|femminile|vrouw|feminino
male|männlich|masculin|masculino|maschile|man|masculino
diverse|divers|autre|otro|altro|anders|outro"""),
    "marital": seven("""single|ledig|célibataire|soltero/a|celibe/nubile|ongehuwd|solteiro/a
married|verheiratet|marié(e)|casado/a|coniugato/a|gehuwd|casado/a
divorced|geschieden|divorcé(e)|divorciado/a|divorziato/a|gescheiden|divorciado/a
widowed|verwitwet|veuf/veuve|viudo/a|vedovo/a|verweduwd|viúvo/a"""),
    "membership": seven("""adult|Erwachsene|adulte|adulto|adulto|volwassene|adulto
family|Familie|famille|familiar|famiglia|gezin|família
student|Studierende|étudiant|estudiante|studente|student|estudante
supporting member|Fördermitglied|membre bienfaiteur|socio protector|socio sostenitore|donateur|sócio benemérito"""),
    "interval": seven("""monthly|monatlich|mensuel|mensual|mensile|per maand|mensal
quarterly|vierteljährlich|trimestriel|trimestral|trimestrale|per kwartaal|trimestral
yearly|jährlich|annuel|anual|annuale|per jaar|anual"""),
    "yesno": seven("""Yes|Ja|Oui|Sí|Sì|Ja|Sim
No|Nein|Non|No|No|Nee|Não"""),
    "heard": seven("""friends|Bekannte|amis|amigos|amici|vrienden|amigos
newspaper|Zeitung|journal|periódico|giornale|krant|jornal
internet|Internet|internet|internet|internet|internet|internet
poster|Plakat|affiche|cartel|manifesto|affiche|cartaz"""),
}
JOBS = seven("""teacher|Lehrkraft|enseignement|docente|insegnante|docent|docente
nurse|Pflegefachkraft|soins infirmiers|enfermería|infermiere|verpleegkundige|enfermagem
engineer|Ingenieurwesen|ingénierie|ingeniería|ingegnere|ingenieur|engenharia
accountant|Buchhaltung|comptabilité|contabilidad|contabile|boekhouder|contabilidade
warehouse clerk|Lagerfachkraft|logistique|logística|magazziniere|magazijnmedewerker|logística
software developer|Softwareentwicklung|développement logiciel|desarrollo de software|sviluppatore software|softwareontwikkelaar|desenvolvimento de software
electrician|Elektrotechnik|électricité|electricidad|elettricista|elektricien|eletricidade
sales assistant|Verkauf|vente|ventas|addetto vendite|verkoopmedewerker|vendas""")
WORDS: dict[str, tuple[str, ...]] = {
    name: row[0]
    for name, row in {
        "pcs": seven("pcs|Stk.|pcs|uds.|pz|st.|un."),
        "hours": seven("h|Std.|h|h|ore|uur|h"),
        "days": seven("days|Tage|jours|días|giorni|dagen|dias"),
        "weeks": seven("weeks|Wochen|semaines|semanas|settimane|weken|semanas"),
        "months": seven("months|Monate|mois|meses|mesi|maanden|meses"),
        "years": seven("years|Jahre|ans|años|anni|jaar|anos"),
        "hour": seven("hour|Stunde|heure|hora|ora|uur|hora"),
        "day": seven("day|Tag|jour|día|giorno|dag|dia"),
        "visit": seven("visit|Besuch|visite|visita|visita|bezoek|visita"),
        "total": seven("Total|Summe|Total|Total|Totale|Totaal|Total"),
        "covered": seven(
            "covered in full|voll gedeckt|pris en charge à 100 %|cubierto al 100 %|coperto al 100%|volledig vergoed|coberto a 100%"
        ),
        "not_covered": seven("not covered|nicht gedeckt|non couvert|no cubierto|non coperto|niet vergoed|não coberto"),
        "high": seven("high|erhöht|élevé|alto|alto|verhoogd|elevado"),
        "low": seven("low|erniedrigt|bas|bajo|basso|verlaagd|baixo"),
    }.items()
}
LISTS: dict[str, list[tuple[str, ...]]] = {
    "payment_terms": seven("""30 days net|30 Tage netto|30 jours net|30 días neto|30 giorni netti|30 dagen netto|30 dias líquidos
14 days without deduction|14 Tage ohne Abzug|14 jours sans escompte|14 días sin descuento|14 giorni senza sconto|14 dagen zonder korting|14 dias sem desconto
2 % within 10 days, 30 days net|2 % Skonto innerhalb von 10 Tagen, 30 Tage netto|2 % d'escompte à 10 jours, 30 jours net|2 % a 10 días, 30 días neto|2% entro 10 giorni, 30 giorni netti|2% binnen 10 dagen, 30 dagen netto|2% a 10 dias, 30 dias líquidos
on receipt|sofort nach Erhalt|à réception|al recibo|alla ricezione|bij ontvangst|contra receção"""),
    "payment_method": seven("""bank transfer|Überweisung|virement|transferencia|bonifico|overschrijving|transferência
direct debit|Lastschrift|prélèvement|domiciliación|addebito diretto|automatische incasso|débito direto
credit card|Kreditkarte|carte bancaire|tarjeta de crédito|carta di credito|creditcard|cartão de crédito
cash|Barzahlung|espèces|efectivo|contanti|contant|numerário"""),
    "delivery_terms": seven("""ex works|ab Werk|départ usine|franco fábrica|franco fabbrica|af fabriek|à saída da fábrica
free delivery|frei Haus|franco de port|portes pagados|porto franco|franco huis|porte pago
DAP|DAP|DAP|DAP|DAP|DAP|DAP"""),
    "credit_reason": seven("""goods damaged in transit|Ware beim Transport beschädigt|marchandise endommagée pendant le transport|mercancía dañada en el transporte|merce danneggiata nel trasporto|goederen beschadigd tijdens transport|mercadoria danificada no transporte
wrong quantity delivered|falsche Menge geliefert|quantité livrée erronée|cantidad entregada errónea|quantità consegnata errata|verkeerde hoeveelheid geleverd|quantidade entregue errada
price charged twice|Preis doppelt berechnet|prix facturé deux fois|precio cobrado dos veces|prezzo addebitato due volte|prijs dubbel berekend|preço cobrado duas vezes
order cancelled|Auftrag storniert|commande annulée|pedido anulado|ordine annullato|bestelling geannuleerd|encomenda cancelada"""),
    "purpose": seven("""trade fair|Messebesuch|salon professionnel|feria comercial|fiera|beursbezoek|feira comercial
customer meeting|Kundentermin|réunion client|reunión con cliente|incontro con cliente|klantbezoek|reunião com cliente
annual conference|Jahrestagung|congrès annuel|congreso anual|convegno annuale|jaarcongres|congresso anual
training course|Fortbildung|formation|curso de formación|corso di formazione|bijscholing|ação de formação"""),
    "sample_type": seven("""serum|Serum|sérum|suero|siero|serum|soro
whole blood|Vollblut|sang total|sangre total|sangue intero|volbloed|sangue total
urine|Urin|urine|orina|urina|urine|urina"""),
    "grade": seven("""very good|sehr gut|très bien|sobresaliente|ottimo|zeer goed|muito bom
good|gut|bien|notable|buono|goed|bom
passed|bestanden|admis|apto|idoneo|geslaagd|aprovado"""),
    "room_type": seven("""double room|Doppelzimmer|chambre double|habitación doble|camera doppia|tweepersoonskamer|quarto duplo
single room|Einzelzimmer|chambre simple|habitación individual|camera singola|eenpersoonskamer|quarto individual
family room with balcony|Familienzimmer mit Balkon|chambre familiale avec balcon|habitación familiar con balcón|camera familiare con balcone|familiekamer met balkon|quarto familiar com varanda"""),
    "board": seven("""breakfast included|Frühstück inbegriffen|petit déjeuner inclus|desayuno incluido|colazione inclusa|ontbijt inbegrepen|pequeno-almoço incluído
half board|Halbpension|demi-pension|media pensión|mezza pensione|halfpension|meia pensão
room only|ohne Verpflegung|sans repas|solo alojamiento|solo pernottamento|alleen logies|só alojamento"""),
    "travel_class": seven("""second class|2. Klasse|2e classe|segunda clase|seconda classe|tweede klas|2.ª classe
first class|1. Klasse|1re classe|primera clase|prima classe|eerste klas|1.ª classe
Economy|Economy|Économique|Turista|Economy|Economy|Económica"""),
    "allergies": seven("""penicillin|Penicillin|pénicilline|penicilina|penicillina|penicilline|penicilina
nuts|Nüsse|fruits à coque|frutos secos|frutta a guscio|noten|frutos secos
pollen|Pollen|pollen|polen|polline|pollen|pólen"""),
    "nationality": seven("""Spanish|spanisch|espagnole|española|spagnola|Spaanse|espanhola
Polish|polnisch|polonaise|polaca|polacca|Poolse|polaca
Irish|irisch|irlandaise|irlandesa|irlandese|Ierse|irlandesa
Turkish|türkisch|turque|turca|turca|Turkse|turca"""),
    "material": seven("""stainless steel|Edelstahl|acier inoxydable|acero inoxidable|acciaio inox|roestvrij staal|aço inoxidável
ABS plastic|ABS-Kunststoff|plastique ABS|plástico ABS|plastica ABS|ABS-kunststof|plástico ABS
aluminium|Aluminium|aluminium|aluminio|alluminio|aluminium|alumínio"""),
    "color": seven("""black|schwarz|noir|negro|nero|zwart|preto
white|weiß|blanc|blanco|bianco|wit|branco
dark blue|dunkelblau|bleu foncé|azul oscuro|blu scuro|donkerblauw|azul-escuro"""),
}
FILLERS: dict[str, list[tuple[str, ...]]] = {
    "business": seven("""Thank you for your business.|Vielen Dank für Ihren Auftrag.|Nous vous remercions de votre confiance.|Gracias por su confianza.|Grazie per la fiducia accordata.|Hartelijk dank voor uw opdracht.|Obrigado pela sua preferência.
Goods remain our property until paid in full.|Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.|Les marchandises restent notre propriété jusqu'au paiement complet.|La mercancía sigue siendo de nuestra propiedad hasta su pago íntegro.|La merce resta di nostra proprietà fino al pagamento completo.|De goederen blijven ons eigendom tot volledige betaling.|A mercadoria permanece nossa propriedade até ao pagamento integral.
Please quote the number above in all correspondence.|Bitte geben Sie bei Rückfragen stets die oben genannte Nummer an.|Merci de rappeler le numéro ci-dessus dans toute correspondance.|Indique el número anterior en toda comunicación.|Si prega di citare il numero sopra indicato in ogni comunicazione.|Vermeld bovenstaand nummer in alle correspondentie.|Indique o número acima em toda a correspondência.
Our general terms and conditions apply.|Es gelten unsere Allgemeinen Geschäftsbedingungen.|Nos conditions générales s'appliquent.|Se aplican nuestras condiciones generales.|Si applicano le nostre condizioni generali.|Onze algemene voorwaarden zijn van toepassing.|Aplicam-se as nossas condições gerais.
This document was created electronically and is valid without a signature.|Dieses Dokument wurde elektronisch erstellt und ist ohne Unterschrift gültig.|Ce document a été établi électroniquement et est valable sans signature.|Este documento se ha generado electrónicamente y es válido sin firma.|Il presente documento è stato creato elettronicamente ed è valido senza firma.|Dit document is elektronisch opgesteld en geldig zonder handtekening.|Este documento foi emitido eletronicamente e é válido sem assinatura."""),
    "notice": seven("""All details without guarantee.|Alle Angaben ohne Gewähr.|Informations sous réserve d'erreurs.|Datos sin garantía.|Dati senza garanzia.|Alle gegevens onder voorbehoud.|Informações sem garantia.
Please keep this document for your records.|Bitte bewahren Sie dieses Dokument auf.|Veuillez conserver ce document.|Conserve este documento.|Si prega di conservare il presente documento.|Bewaar dit document goed.|Guarde este documento.
Subject to change without notice.|Änderungen vorbehalten.|Sous réserve de modifications.|Sujeto a cambios sin previo aviso.|Con riserva di modifiche.|Wijzigingen voorbehouden.|Sujeito a alterações sem aviso prévio.
If you have any questions, please get in touch with us.|Bei Fragen wenden Sie sich gern an uns.|Pour toute question, n'hésitez pas à nous contacter.|Si tiene alguna pregunta, póngase en contacto con nosotros.|Per qualsiasi domanda non esiti a contattarci.|Neem bij vragen gerust contact met ons op.|Em caso de dúvidas, entre em contacto connosco."""),
    "health": seven("""The results should be judged by a doctor.|Die Befunde sind ärztlich zu beurteilen.|Les résultats doivent être interprétés par un médecin.|Los resultados deben ser valorados por un médico.|I risultati vanno valutati da un medico.|De uitslagen moeten door een arts worden beoordeeld.|Os resultados devem ser avaliados por um médico.
Reference values depend on age and sex.|Referenzwerte sind alters- und geschlechtsabhängig.|Les valeurs de référence dépendent de l'âge et du sexe.|Los valores de referencia dependen de la edad y el sexo.|I valori di riferimento dipendono da età e sesso.|Referentiewaarden zijn afhankelijk van leeftijd en geslacht.|Os valores de referência dependem da idade e do sexo."""),
}
